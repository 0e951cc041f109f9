import type { LineConfig } from '@emberline/line-config'
import { DryingZone } from './drying.ts'
import { FreezeChamber } from './freeze-chamber.ts'
import type { Web } from './web.ts'

/** What a dryer does to one segment of web. */
export interface DryingStep {
	readonly web: Web
	readonly slot: number
	readonly clothKgPerM2: number
	readonly areaM2: number
	readonly rateFactor: number
	/** Of the hall's air, kg water per kg dry air. */
	readonly humidity: number
	readonly dtS: number
}

/** One body that dries the web: a zone of hot air, or the vacuum chamber. */
export interface Dryer {
	/** Of its air; null where there is none. */
	readonly airK: number | null
	/** Electrical, W. */
	readonly heaterW: number
	/** Water that the web gave off over the last step, kg/s. */
	readonly vapourKgPerS: number
	dry(step: DryingStep): void
	/** After all segments of a step; `targetK` of the air. */
	step(dtS: number, on: boolean, targetK: number): void
	/** Powder that comes into it now will be dried. */
	isReady(targetK: number): boolean
	/** As after hours of running. */
	soak(targetK: number): void
	/** Held there while its controller learns, cycle by cycle, what that takes: for a plant that has run for hours. */
	settle(dtS: number, targetK: number): void
}

/** The dryers of a line, in the order of the web: one for each zone of air, or one chamber. */
export function dryersOf(line: LineConfig): readonly Dryer[] {
	const { drying } = line.stations
	return drying.method === 'freeze'
		? [new FreezeChamber(drying, line.stations.heating.ambientK)]
		: drying.airTemperatureK.map((airK) => new DryingZone(line, drying, airK))
}
