import { doseRate } from '../physics/dose.ts'
import type { LineLayout } from './line-layout.ts'
import type { RunningPoint } from './running-point.ts'
import type { ModuleState } from './standing-furnace.ts'

/** Web that is on the line at the origin, the stretch at the coating nip first. */
export interface WebStretch {
	/** Ends this far down the path, metres from the nip; it begins where the one before ends. */
	readonly toM: number
	/** Product at the scale that each metre of it will give. */
	readonly productKgPerM: number
	/** False: known not to be good. */
	readonly good: boolean
}

/** How the web moved in a step. */
export interface WebMove {
	readonly movedM: number
	readonly dtS: number
	/** When the step ended, s from the origin. */
	readonly tS: number
	readonly coated: boolean
	/** In Execute with the emitters at their set-points. */
	readonly running: boolean
	readonly modules: readonly ModuleState[]
}

export interface WebCounts {
	/** Coated web scraped off that was not good. */
	readonly scrapM: number
	/** Web that left heating, and its peak, its dose, and the dose of each module, times its length. */
	readonly leftM: number
	readonly peakKM: number
	readonly doseSM: number
	readonly moduleDoseSM: readonly number[]
}

/** Amounts are summed over bins of this length. */
export const BIN_S = 10
/** Web is followed in cells as long as what the line runs in this time. */
const CELL_S = 2
/** The shutter takes this long to keep the heat from web that stands [A]. */
const SHUTTER_S = 5

/**
 * The web of one member from coating nip to scraper, in cells of equal length: what powder each carries, whether it is good, and what left
 * the furnace. Cells count from the scraper upstream, so the cell at the nip is the last one fed.
 */
export class WebOnLine {
	private point: RunningPoint
	private readonly layout: LineLayout
	private readonly cellM: number
	/** Product of each cell at the scale, kg. */
	private readonly productKg: Float64Array
	private readonly bad: Uint8Array
	/** Metres of cells from the scraper that have been fed, heated, scraped. */
	private fed: number
	private heated: number
	private scrapedCells = 0
	/** Web ahead of the first cell not yet fed, m. */
	private startedM = 0
	private firstOfRecipe = 0
	/** Seconds that the web has stood, and the cells that stood in the furnace. */
	private stoodS = 0
	private stoodTo = 0
	private readonly binKg: Float64Array
	private readonly binGoodKg: Float64Array
	private scrapM = 0
	private leftM = 0
	private peakKM = 0
	private doseSM = 0
	private readonly moduleDoseSM: Float64Array

	constructor(layout: LineLayout, point: RunningPoint, web: readonly WebStretch[], endS: number, fastestMPerS: number) {
		this.layout = layout
		this.point = point
		this.cellM = point.webSpeedMPerS * CELL_S
		this.fed = this.cells(layout.scraperM)
		this.heated = this.cells(layout.scraperM - layout.furnaceOutM)
		this.moduleDoseSM = new Float64Array(layout.modules.length)
		const cells = this.fed + Math.ceil((fastestMPerS * endS) / this.cellM) + this.cells(layout.unwindBeforeM) + 2
		this.productKg = new Float64Array(cells)
		this.bad = new Uint8Array(cells)
		let at = 0
		for (let cell = this.fed - 1; cell >= 0; cell--) {
			const placeM = (this.fed - cell - 0.5) * this.cellM
			while (at < web.length - 1 && web[at]!.toM < placeM) at++
			this.productKg[cell] = (web[at]?.productKgPerM ?? 0) * this.cellM
			this.bad[cell] = web[at]?.good === false ? 1 : 0
		}
		const bins = Math.ceil(endS / BIN_S - 1e-9)
		this.binKg = new Float64Array(bins)
		this.binGoodKg = new Float64Array(bins)
	}

	/** From here on powder of another recipe is fed; what was fed before and is not heated yet gets the wrong profile. */
	setPoint(point: RunningPoint): void {
		if (point.recipe !== this.point.recipe) this.firstOfRecipe = this.fed
		this.point = point
	}

	/** A splice passes the unwind: the powder near it is not good. */
	splice(): void {
		const at = this.fed + this.layout.unwindBeforeM / this.cellM
		const reach = this.point.spliceDistanceM / this.cellM
		for (let cell = Math.floor(at - reach); cell <= at + reach && cell < this.bad.length; cell++) this.bad[cell] = 1
	}

	move(move: WebMove): void {
		if (move.movedM <= 0) {
			if (this.stoodS === 0) this.stoodTo = this.heated + this.cells(this.layout.furnaceOutM - this.layout.furnaceInM)
			this.stoodS += move.dtS
			return
		}
		this.startedM += move.movedM
		const bin = Math.min(Math.ceil(move.tS / BIN_S - 1e-9), this.binKg.length) - 1
		while (this.startedM >= this.cellM && this.fed < this.productKg.length) {
			this.startedM -= this.cellM
			this.productKg[this.fed++] = move.coated ? this.point.productKgPerM * this.cellM : 0
			this.leaveFurnace(move)
			this.leaveWeb(bin)
		}
	}

	private leaveFurnace(move: WebMove): void {
		const { point, cellM, moduleDoseSM } = this
		const speedMPerS = move.movedM / move.dtS
		const cell = this.heated++
		const stood = this.stoodS > 0 && cell < this.stoodTo
		if (!stood) this.stoodS = 0
		// Web that stood gathers dose until the shutter is closed, in the module it stood in.
		let doseS = stood ? Math.min(this.stoodS, SHUTTER_S) * doseRate({ temperatureK: point.peakK, ...point.dose }) : 0
		doseS += (point.doseAfterS * point.webSpeedMPerS) / speedMPerS
		let peakK = move.running ? point.peakK : 0
		for (let n = 0; n < moduleDoseSM.length; n++) {
			// At rest with its emitter the web is as hot as that; a steady pass is known exactly.
			const webK = Math.min(move.modules[n]!.emitterK, point.peakK)
			const atRestS = move.running
				? 0
				: (this.layout.moduleLengthM[n]! / speedMPerS) * doseRate({ temperatureK: webK, ...point.dose })
			const passS = move.running ? (point.modules[n]!.doseEqS * point.webSpeedMPerS) / speedMPerS : atRestS
			if (!move.running) peakK = Math.max(peakK, webK)
			moduleDoseSM[n]! += passS * cellM
			doseS += passS
		}
		const passS = (this.layout.furnaceOutM - this.layout.furnaceInM) / point.webSpeedMPerS
		const overDosed = (stood && this.stoodS > passS) || doseS > point.doseLimitS
		if (overDosed || !move.running || !point.good || cell < this.firstOfRecipe) this.bad[cell] = 1
		this.leftM += cellM
		this.peakKM += peakK * cellM
		this.doseSM += doseS * cellM
	}

	private leaveWeb(bin: number): void {
		const cell = this.scrapedCells++
		const kg = this.productKg[cell]!
		if (kg <= 0) return
		this.binKg[bin]! += kg
		if (this.bad[cell] === 1) this.scrapM += this.cellM
		else this.binGoodKg[bin]! += kg
	}

	/** So far. */
	counts(): WebCounts {
		const { scrapM, leftM, peakKM, doseSM } = this
		return { scrapM, leftM, peakKM, doseSM, moduleDoseSM: Array.from(this.moduleDoseSM) }
	}

	/** kg of product scraped off in each bin, as it will count at the scale: all of it, and the good part. */
	scraped(): { readonly scrapedKg: Float64Array; readonly scrapedGoodKg: Float64Array } {
		return { scrapedKg: this.binKg, scrapedGoodKg: this.binGoodKg }
	}

	private cells(lengthM: number): number {
		return Math.round(lengthM / this.cellM)
	}
}
