import type { Chance } from './chance.ts'
import type { LineLayout } from './line-layout.ts'
import type { Task } from './plan.ts'
import { drawMeanTimesBetween, drawRepairS, type StopBelief } from './repairs.ts'
import type { RunningPoint } from './running-point.ts'
import { heatModule, type ModuleState } from './standing-furnace.ts'
import { webHeatW } from './web-heat.ts'
import { BIN_S, type WebCounts, WebOnLine, type WebStretch } from './web-on-line.ts'

/** One member of the ensemble: what the line is and where it starts. */
export interface DayInputs {
	readonly layout: LineLayout
	readonly tasks: readonly Task[]
	/** By recipe. */
	readonly points: ReadonlyMap<string, RunningPoint>
	readonly causes: readonly StopBelief[]
	readonly chance: { readonly stops: Chance; readonly repairs: Chance; readonly plan: Chance }
	readonly start: DayStart
	/** Growing. */
	readonly horizonsS: readonly number[]
}

export interface DayStart {
	readonly webSpeedMPerS: number
	readonly emitterK: readonly number[]
	readonly wallK: readonly number[]
	/** Repair or other wait still to come, s; null: running, or on its way there. */
	readonly standsForS: number | null
	readonly warmingUp: boolean
	readonly web: readonly WebStretch[]
}

/** Amounts since the origin, at one horizon. */
export interface DayMark extends WebCounts {
	readonly metres: number
	readonly lineJ: number
	readonly waterM3: number
	readonly modules: readonly Readonly<ModuleState>[]
}

/** Ends of work that have no fixed time: the roll on the unwind, and the recipe going on. */
export type WorkEnd = 'roll' | 'order'
export const WORK_ENDS: readonly WorkEnd[] = ['roll', 'order']

export interface Day {
	readonly marks: readonly DayMark[]
	/** Recipes in the order in which their powder is fed, each from then on. */
	readonly fed: readonly { readonly recipe: string; readonly fromS: number }[]
	/** As each work ended; absent where it does not end before the last horizon. */
	readonly ends: Readonly<Partial<Record<WorkEnd, DayMark & { readonly tS: number }>>>
	/** Product scraped off in each bin, kg at the scale's yield. */
	readonly scrapedKg: Float64Array
	/** The part of it that is good. */
	readonly scrapedGoodKg: Float64Array
}

/** Emitters this near to their set-points count as warm [A]. */
const WARM_BAND_K = 5
/** Emitters that far off do not heat as the recipe says [A]. */
const RUNNING_BAND_K = 20
/** Of the power of dryers, wash and chiller that bare web still asks for [A]. */
const BARE_WEB_SHARE = 0.3
/** Planned stops take their planned time with this spread of its logarithm [A]. */
const PLAN_LOG_SD = 0.1

/**
 * `warm`: web at thread speed until the emitters are at their set-points; `empty`: the feed is off and what is coated still gets its treatment;
 * `change`: bare web carries heat away or waits for it while the emitters go to another recipe's set-points; `run-out`: heaters are off and the
 * hot web runs out of the furnace; `over`: the plan is done.
 */
type Mode = 'run' | 'warm' | 'empty' | 'change' | 'run-out' | 'stand' | 'over'

/** Runs one member to the last horizon. Same inputs and streams, same day. */
export function memberDay(inputs: DayInputs): Day {
	return new MemberDay(inputs).run()
}

class MemberDay {
	private readonly inputs: DayInputs
	private readonly web: WebOnLine
	private readonly modules: ModuleState[]
	private readonly betweenS: readonly number[]
	private readonly toStopS: Float64Array
	private readonly furnace: { emitterK: number; lengthM: number }[]
	private readonly webW: Float64Array
	private readonly marks: DayMark[] = []
	private readonly ends: Partial<Record<WorkEnd, DayMark & { readonly tS: number }>> = {}
	private readonly fed: { readonly recipe: string; readonly fromS: number }[]
	private point: RunningPoint
	private mode: Mode
	private task = 0
	private runLeftM = 0
	/** Web still to run in a mode that ends by it. */
	private modeLeftM = 0
	/** At speed since the mode began: only then the line is in Execute. */
	private atSpeed = true
	private overS = 0
	/** Of a planned stop. */
	private waitS = 0
	private untilS = 0
	/** The wait is for the next task to begin, not for a repair inside one. */
	private waitsForTask = false
	private tS = 0
	private speed: number
	private metres = 0
	private lineJ = 0
	private waterM3 = 0

	constructor(inputs: DayInputs) {
		const { start, tasks, points, layout, causes, chance } = inputs
		this.inputs = inputs
		this.speed = start.webSpeedMPerS
		this.modules = start.emitterK.map((emitterK, n) => freshModule(emitterK, start.wallK[n]!))
		this.furnace = layout.moduleLengthM.map((lengthM) => ({ emitterK: 0, lengthM }))
		this.webW = new Float64Array(this.modules.length)
		this.betweenS = drawMeanTimesBetween(causes, chance.stops)
		this.toStopS = Float64Array.from(this.betweenS, (s) => s * chance.stops.exponential())
		this.point = points.get(tasks[0]?.recipe ?? '') ?? points.values().next().value!
		this.fed = [{ recipe: this.point.recipe, fromS: 0 }]
		const fastestMPerS = Math.max(start.webSpeedMPerS, ...[...points.values()].map((point) => point.webSpeedMPerS))
		this.web = new WebOnLine(layout, this.point, start.web, inputs.horizonsS.at(-1)!, fastestMPerS)
		this.mode = start.warmingUp || start.standsForS !== null ? 'warm' : 'run'
		this.beginTask()
		if (start.standsForS !== null && tasks[0]?.kind === 'run') {
			this.untilS = Math.max(start.standsForS, tasks[0].notBeforeS)
			this.mode = 'stand'
			this.waitsForTask = false
		}
	}

	run(): Day {
		const { horizonsS } = this.inputs
		const endS = horizonsS.at(-1)!
		while (this.tS < endS - 1e-9) {
			const binEndS = Math.min((Math.floor(this.tS / BIN_S + 1e-9) + 1) * BIN_S, horizonsS[this.marks.length]!)
			this.step(this.stepS(binEndS - this.tS))
			if (this.tS >= horizonsS[this.marks.length]! - 1e-9) this.mark()
		}
		return { marks: this.marks, fed: this.fed, ends: this.ends, ...this.web.scraped() }
	}

	private targetSpeed(): number {
		const { threadSpeedMPerS } = this.inputs.layout
		const { webSpeedMPerS } = this.point
		switch (this.mode) {
			case 'run':
			case 'empty':
			case 'run-out':
				return webSpeedMPerS
			case 'warm':
				return Math.min(threadSpeedMPerS, webSpeedMPerS)
			case 'change':
				return this.isTooHot() ? webSpeedMPerS : Math.min(threadSpeedMPerS, webSpeedMPerS)
			default:
				return 0
		}
	}

	/** The longest step to the next thing that happens. */
	private stepS(mostS: number): number {
		let dtS = mostS
		const target = this.targetSpeed()
		const gap = Math.abs(target - this.speed)
		const fastest = Math.max(this.speed, target)
		if (gap > 1e-12) dtS = Math.min(dtS, gap / this.inputs.layout.rampMPerS2)
		if (this.mode === 'stand' && this.untilS > this.tS) dtS = Math.min(dtS, this.untilS - this.tS)
		if (this.mode === 'empty' || this.mode === 'run-out') dtS = Math.min(dtS, Math.max(this.modeLeftM / fastest, 1e-3))
		if (this.mode === 'run' && this.atSpeed) {
			dtS = Math.min(dtS, Math.max(this.runLeftM / fastest, 1e-3))
			for (const leftS of this.toStopS) if (leftS < dtS) dtS = Math.max(leftS, 1e-3)
		}
		return dtS
	}

	private step(dtS: number): void {
		const { layout } = this.inputs
		const { mode } = this
		const before = this.speed
		const gap = this.targetSpeed() - before
		this.speed += Math.max(-layout.rampMPerS2 * dtS, Math.min(layout.rampMPerS2 * dtS, gap))
		const movedM = ((before + this.speed) / 2) * dtS
		this.heat(movedM / dtS, dtS)
		this.metres += movedM
		this.tS += dtS
		this.web.move({
			movedM,
			dtS,
			tS: this.tS,
			// The screw follows the web; it is off before the web stops.
			coated: mode === 'run' || mode === 'warm',
			running: (mode === 'run' || mode === 'empty') && this.isWithin(RUNNING_BAND_K),
			modules: this.modules,
		})
		if (mode !== 'over' || this.tS - this.overS < layout.washEmptiesS)
			this.waterM3 += this.point.freshWaterM3PerS * this.point.shown.water * dtS
		this.goOn(movedM, dtS)
	}

	private heat(webSpeedMPerS: number, dtS: number): void {
		const { layout } = this.inputs
		const { point, mode, furnace } = this
		// With the heaters off the shutter is closed.
		const closed = mode === 'stand' || mode === 'run-out' || mode === 'over'
		const exposedMPerS = closed ? 0 : webSpeedMPerS
		const loss = closed ? point.standingLoss : 1
		for (let n = 0; n < furnace.length; n++) furnace[n]!.emitterK = this.modules[n]!.emitterK
		webHeatW(point.webHeat, furnace, exposedMPerS, mode === 'change', this.webW)
		const { shown } = point
		let powerJ = 0
		for (let n = 0; n < this.modules.length; n++) {
			const module = this.modules[n]!
			const electricalJ = module.electricalJ
			heatModule(module, point.modules[n]!, layout.modules[n]!, this.setpointK(n), this.webW[n]!, dtS, {
				shown: shown.zone[n]!,
				loss,
			})
			powerJ += (module.electricalJ - electricalJ) / shown.zone[n]!
		}
		const byWeb = (mode === 'change' ? BARE_WEB_SHARE : 1) * Math.min(webSpeedMPerS / point.webSpeedMPerS, 1)
		const other = (mode === 'over' ? byWeb : Math.max(byWeb, point.standingShare)) * point.otherGridW
		this.lineJ += shown.line * (powerJ / layout.gridEfficiency + (layout.drivesW + other) * dtS)
	}

	private setpointK(n: number): number {
		const setpointK = this.point.modules[n]!.emitterK
		if (this.mode === 'over') return 0
		return this.mode === 'stand' || this.mode === 'run-out' ? Math.min(setpointK, this.inputs.layout.setBackK) : setpointK
	}

	private isTooHot(): boolean {
		return this.modules.some((module, n) => module.emitterK > this.point.modules[n]!.emitterK + 2 * WARM_BAND_K)
	}

	private isWithin(bandK: number): boolean {
		return this.modules.every((module, n) => Math.abs(module.emitterK - this.point.modules[n]!.emitterK) <= bandK)
	}

	/** What follows from the step just made. */
	private goOn(movedM: number, dtS: number): void {
		switch (this.mode) {
			case 'run':
				this.goOnRunning(movedM, dtS)
				return
			case 'warm':
				if (this.isWithin(WARM_BAND_K)) this.enter('run')
				return
			case 'empty':
			case 'run-out':
				this.modeLeftM -= movedM
				if (this.modeLeftM <= 1e-6) this.enter(this.mode === 'empty' ? 'change' : 'stand')
				return
			case 'change':
				if (!this.isWithin(WARM_BAND_K)) return
				// A run may bring its own change of recipe.
				if (this.inputs.tasks[this.task]!.kind === 'stand') this.nextTask()
				else this.enter('warm')
				return
			case 'stand':
				if (this.tS < this.untilS - 1e-9) return
				if (this.waitsForTask) this.beginTask()
				else if (this.inputs.tasks[this.task]!.kind === 'stand') this.nextTask()
				else this.enter('warm')
		}
	}

	private goOnRunning(movedM: number, dtS: number): void {
		if (!this.atSpeed) {
			this.atSpeed = this.speed >= 0.98 * this.point.webSpeedMPerS
			return
		}
		this.runLeftM -= movedM
		for (let c = 0; c < this.toStopS.length; c++) this.toStopS[c]! -= dtS
		if (this.runLeftM <= 1e-6) this.nextTask()
		else this.maybeStop()
	}

	private enter(mode: Mode): void {
		if (mode === 'run' && this.mode !== 'run') this.atSpeed = false
		// Planned work begins when the web stands.
		if (mode === 'stand' && this.mode === 'run-out')
			this.untilS = this.tS + this.waitS + this.speed / this.inputs.layout.rampMPerS2
		if (mode === 'over') this.overS = this.tS
		if (mode === 'change') this.web.setPoint(this.usePoint())
		this.mode = mode
	}

	/** Takes up the set-points of the task's recipe. */
	private usePoint(): RunningPoint {
		this.point = this.inputs.points.get(this.inputs.tasks[this.task]!.recipe) ?? this.point
		if (this.fed.at(-1)!.recipe !== this.point.recipe) this.fed.push({ recipe: this.point.recipe, fromS: this.tS })
		return this.point
	}

	private maybeStop(): void {
		const { causes, chance } = this.inputs
		const cause = this.toStopS.findIndex((leftS) => leftS <= 0)
		if (cause < 0) return
		this.toStopS[cause] = this.betweenS[cause]! * chance.stops.exponential()
		this.untilS = this.tS + drawRepairS(causes[cause]!, chance.repairs)
		this.waitsForTask = false
		this.enter('stand')
	}

	private nextTask(): void {
		this.task++
		this.beginTask()
	}

	private beginTask(): void {
		const task = this.inputs.tasks[this.task]
		if (task === undefined) {
			this.end('order')
			this.enter('over')
			return
		}
		if (this.tS > 0 && task.kind === 'stand') {
			if (task.what === 'rollChange') this.end('roll')
			if (task.what === 'recipeChange') this.end('order')
		}
		this.waitsForTask = this.tS < task.notBeforeS
		if (this.waitsForTask) {
			this.untilS = task.notBeforeS
			this.enter('stand')
		} else if (task.kind === 'run') {
			this.runLeftM = task.lengthM
			if (this.mode === 'run' && task.recipe !== this.point.recipe) {
				this.modeLeftM = this.inputs.layout.quenchOutM
				this.enter('empty')
				return
			}
			this.web.setPoint(this.usePoint())
			this.enter(this.mode === 'run' ? 'run' : 'warm')
		} else this.beginStand(task)
	}

	private beginStand(task: Extract<Task, { kind: 'stand' }>): void {
		const { layout, chance } = this.inputs
		const runs = this.mode === 'run'
		if (task.what === 'recipeChange') {
			this.modeLeftM = layout.quenchOutM
			this.enter(runs && task.elapsedS === 0 ? 'empty' : 'change')
			return
		}
		const takesS = task.expectedS * Math.exp(PLAN_LOG_SD * chance.plan.normal())
		this.waitS = Math.max(takesS - task.elapsedS, 0)
		this.untilS = this.tS + this.waitS
		if (task.what === 'rollChange') this.web.splice()
		this.modeLeftM = layout.quenchOutM - layout.furnaceInM
		this.enter(runs && task.elapsedS === 0 ? 'run-out' : 'stand')
	}

	private mark(): void {
		this.marks.push(this.counted())
	}

	private counted(): DayMark {
		const { metres, lineJ, waterM3 } = this
		return { metres, lineJ, waterM3, modules: this.modules.map((module) => ({ ...module })), ...this.web.counts() }
	}

	private end(work: WorkEnd): void {
		this.ends[work] ??= { tS: this.tS, ...this.counted() }
	}
}

const freshModule = (emitterK: number, wallK: number): ModuleState => ({
	emitterK,
	wallK,
	electricalJ: 0,
	webJ: 0,
	gasJ: 0,
	slotsJ: 0,
	wallsJ: 0,
	coolantJ: 0,
	storedJ: 0,
})
