import type { SensorFault } from '../instrument.ts'

/** Everything about the plant that a fault can change. As built and in order: factors 1, additions 0, nothing failed. */
export interface Disturbances {
	/** By heating module: on the radiant exchange with the web, on the metered power, on the most that it takes, on its losses. */
	readonly exchange: number[]
	readonly emitterGain: number[]
	readonly powerMax: number[]
	readonly zoneLoss: number[]
	/** What the pyrometer's window lets through, by pyrometer, and the web's emissivity over the one calibrated on. */
	readonly window: number[]
	webEmissivity: number
	/** Share of the metres that the measuring wheel does not count. */
	encoderSlip: number
	/** On the powder that comes from the screw, share by which it swings, and what the lot packs denser. */
	feed: number
	clumps: number
	lotDensity: number
	/** kg water per kg dry powder. */
	precursorMoisture: number
	arealGauge: number
	/** kg water per kg dry air. */
	hallHumidity: number
	oxygenPpm: number
	plateCoolant: number
	jacketCoolant: number
	/** K above the usual inlet. */
	coolantWarmK: number
	quench: number
	freshWater: number
	freshWaterColdK: number
	filterKPa: number
	/** By wash stage, reading over truth. */
	readonly conductivity: number[]
	scale: number
	tension: number
	webBroken: boolean
	/** Share of the powder that stays on the cloth at the scraper. */
	scraperLeaves: number
	/** By tag. */
	readonly sensors: Map<string, SensorFault>
	/** The PLC's clock ahead of the plant's time, s; and whether it says nothing. */
	clockAheadS: number
	silent: boolean
}

/** A plant in order. */
export function undisturbed(modules: number, stages: number): Disturbances {
	const ones = (count: number) => Array.from({ length: count }, () => 1)
	return {
		exchange: ones(modules),
		emitterGain: ones(modules),
		powerMax: ones(modules),
		zoneLoss: ones(modules),
		window: ones(modules),
		webEmissivity: 1,
		encoderSlip: 0,
		feed: 1,
		clumps: 0,
		lotDensity: 1,
		precursorMoisture: 0,
		arealGauge: 1,
		hallHumidity: 0,
		oxygenPpm: 0,
		plateCoolant: 1,
		jacketCoolant: 1,
		coolantWarmK: 0,
		quench: 1,
		freshWater: 1,
		freshWaterColdK: 0,
		filterKPa: 0,
		conductivity: ones(stages),
		scale: 1,
		tension: 1,
		webBroken: false,
		scraperLeaves: 0,
		sensors: new Map(),
		clockAheadS: 0,
		silent: false,
	}
}

/** Brings a record back to that of a plant in order, in place: the parts of the plant keep hold of it. */
export function restore(d: Disturbances): void {
	const fresh = undisturbed(d.exchange.length, d.conductivity.length)
	const target = d as unknown as Record<string, unknown>
	for (const [key, value] of Object.entries(fresh)) {
		const kept = target[key]
		if (Array.isArray(kept)) kept.splice(0, kept.length, ...(value as number[]))
		else if (kept instanceof Map) kept.clear()
		else target[key] = value
	}
}
