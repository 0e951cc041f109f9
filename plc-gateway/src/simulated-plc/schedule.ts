import type { Recipe } from '@emberline/line-config'

/** One item of the plan on the Schedule topic; names as on the wire. */
export interface PlanItem {
	readonly id: string
	readonly kind: 'run' | 'rollChange' | 'recipeChange' | 'stop'
	readonly start_ms?: number
	readonly after?: string
	readonly length_m?: number
	readonly recipe?: string
	readonly expected_s?: number
}

export const ROLL_CHANGE_S = 480
/** Emitters cool by what the web carries away, and heat up with all their power. */
const COOLING_CHANGE_S = 1350
const HEATING_CHANGE_S = 420
const PLANNED_STOP_S = 1800

/**
 * A cycle of the plant's usual plan: two rolls of the first recipe, the other recipe for two rolls, back again, a planned stop.
 * `firstM` are the metres left on the roll that is on the unwind now.
 */
export function usualPlan(p: {
	readonly startMs: number
	readonly cycle: number
	readonly recipe: string
	readonly otherRecipe: string | undefined
	/** The other recipe runs cooler than the first. */
	readonly otherIsCooler: boolean
	readonly firstM: number
	readonly rollM: number
	readonly webSpeedMPerS: number
}): readonly PlanItem[] {
	const items: PlanItem[] = []
	const add = (item: Omit<PlanItem, 'id' | 'after' | 'start_ms'>) => {
		const before = items.at(-1)
		const order = before === undefined ? { start_ms: p.startMs } : { after: before.id }
		items.push({ id: `c${p.cycle}-${items.length + 1}`, ...order, ...item })
	}
	const run = (recipe: string, lengthM: number) =>
		add({ kind: 'run', length_m: lengthM, recipe, expected_s: Math.round(lengthM / p.webSpeedMPerS) })
	const rollChange = () => add({ kind: 'rollChange', expected_s: ROLL_CHANGE_S })
	const recipeChange = (recipe: string, cooler: boolean) =>
		add({ kind: 'recipeChange', recipe, expected_s: cooler ? COOLING_CHANGE_S : HEATING_CHANGE_S })

	run(p.recipe, p.firstM)
	rollChange()
	run(p.recipe, p.rollM)
	rollChange()
	if (p.otherRecipe !== undefined) {
		recipeChange(p.otherRecipe, p.otherIsCooler)
		run(p.otherRecipe, p.rollM)
		rollChange()
		run(p.otherRecipe, p.rollM)
		rollChange()
		recipeChange(p.recipe, !p.otherIsCooler)
	}
	run(p.recipe, p.rollM)
	rollChange()
	add({ kind: 'stop', expected_s: PLANNED_STOP_S })
	return items
}

/** The usual plan from here: changes to the first recipe of the other process, if the line has one. `usedM`: of the roll on the unwind. */
export function planFor(
	now: {
		readonly startMs: number
		readonly cycle: number
		readonly recipe: string
		readonly rollM: number
		readonly usedM: number
		readonly webSpeedMPerS: number
	},
	names: readonly string[],
	recipes: readonly Recipe[],
): readonly PlanItem[] {
	const here = recipes[names.indexOf(now.recipe)]
	const other = recipes.findIndex(({ process }) => process !== here?.process)
	const otherK = recipes[other]?.dose.referenceK ?? Number.POSITIVE_INFINITY
	return usualPlan({
		...now,
		otherRecipe: names[other],
		otherIsCooler: otherK < (here?.dose.referenceK ?? 0),
		firstM: Math.max(20, Math.floor(now.rollM - now.usedM)),
	})
}
