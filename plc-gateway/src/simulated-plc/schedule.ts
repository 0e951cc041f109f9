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

const ROLL_CHANGE_S = 480
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

/** Reads a plan from its JSON; null when it is not one. Unknown fields are left out. */
export function parsePlan(text: string): readonly PlanItem[] | null {
	let json: unknown
	try {
		json = JSON.parse(text)
	} catch {
		return null
	}
	if (!Array.isArray(json)) return null
	const items: PlanItem[] = []
	for (const entry of json as unknown[]) {
		const item = parseItem(entry)
		if (item === null) return null
		items.push(item)
	}
	return items
}

const KINDS: readonly string[] = ['run', 'rollChange', 'recipeChange', 'stop'] satisfies PlanItem['kind'][]

function parseItem(entry: unknown): PlanItem | null {
	if (typeof entry !== 'object' || entry === null) return null
	const { id, kind, start_ms, after, length_m, recipe, expected_s } = entry as Record<string, unknown>
	if (typeof id !== 'string' || typeof kind !== 'string' || !KINDS.includes(kind)) return null
	const number = (value: unknown): value is number => typeof value === 'number' && Number.isFinite(value)
	return {
		id,
		kind: kind as PlanItem['kind'],
		...(number(start_ms) && { start_ms }),
		...(typeof after === 'string' && { after }),
		...(number(length_m) && length_m >= 0 && { length_m }),
		...(typeof recipe === 'string' && { recipe }),
		...(number(expected_s) && expected_s >= 0 && { expected_s }),
	}
}
