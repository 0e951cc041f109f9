import type { FaultCauseName, FaultName } from '@emberline/line-config'
import type { Disturbances } from './disturbances.ts'

/** Changes the plant by one fault. `level` is its severity times how far it has come on, 0 and up; index and tag say where. */
type Effect = (d: Disturbances, level: number, at: FaultName) => void

/** A share taken away: never less than nothing is left. */
const less = (share: number, level: number) => Math.max(0, 1 - share * level)
const times = (list: number[], index: number, factor: number) => {
	list[index] = (list[index] ?? 1) * factor
}

/** What each cause changes; the figures are those that the table of causes says for severity 1. */
const EFFECTS: Readonly<Record<FaultCauseName, Effect>> = {
	emitter_ageing: (d, level, { index }) => {
		times(d.exchange, index, less(0.06, level))
		times(d.emitterGain, index, less(0.04, level))
		times(d.powerMax, index, less(0.3, level))
	},
	emitter_break: (d, level, { index }) => {
		times(d.exchange, index, less(0.25, level))
		times(d.powerMax, index, less(0.58, level))
	},
	reflector_fouling: (d, level) => {
		for (let n = 0; n < d.zoneLoss.length; n++) {
			times(d.zoneLoss, n, 1 + 0.25 * level)
			times(d.exchange, n, less(0.03, level))
		}
	},
	// A window or a web that sends nothing at all would be another fault.
	window_fouling: (d, level, { index }) => times(d.window, index, Math.max(0.05, less(0.05, level))),
	pyrometer_emissivity: (d, level) => {
		d.webEmissivity *= Math.max(0.05, less(0.04, level))
	},
	thermocouple_open: (d, _level, at) => d.sensors.set(wallTag(at), 'open'),
	thermocouple_stuck: (d, _level, at) => d.sensors.set(wallTag(at), 'stuck'),
	encoder_slip: (d, level) => {
		d.encoderSlip = Math.min(1, d.encoderSlip + 0.01 * level)
	},
	feeder_bridging: (d, level) => {
		d.feed *= less(0.9, level)
	},
	feeder_clumps: (d, level) => {
		d.clumps += 0.12 * level
	},
	lot_change: (d, level) => {
		d.lotDensity *= 1 + 0.06 * level
		d.precursorMoisture -= 0.02 * level
	},
	areal_gauge_drift: (d, level) => {
		d.arealGauge *= 1 + 0.05 * level
	},
	wet_precursor: (d, level) => {
		d.precursorMoisture += 0.1 * level
	},
	humid_air: (d, level) => {
		d.hallHumidity += 0.006 * level
	},
	purge_leak: (d, level) => {
		d.oxygenPpm += 60 * level
	},
	coolant_loss: (d, level) => {
		d.plateCoolant *= less(0.9, level)
		// More than the pump of the plates is the main that feeds the jacket too.
		d.jacketCoolant *= less(0.9, Math.max(0, level - 1))
	},
	coolant_warm: (d, level) => {
		d.coolantWarmK += 10 * level
	},
	quench_gap: (d, level) => {
		d.quench *= less(0.25, level)
	},
	wash_pump_wear: (d, level) => {
		d.freshWater *= less(0.3, level)
	},
	filter_clog: (d, level) => {
		d.filterKPa += 25 * level
		d.freshWater *= less(0.1, level)
	},
	conductivity_fouling: (d, level, { index }) => times(d.conductivity, index, less(0.15, level)),
	fresh_water_cold: (d, level) => {
		d.freshWaterColdK = Math.min(20, d.freshWaterColdK + 8 * level)
	},
	scale_drift: (d, level) => {
		d.scale *= 1 + 0.02 * level
	},
	tension_loss: (d, level) => {
		d.tension *= less(0.6, level)
	},
	web_break: (d) => {
		d.webBroken = true
	},
	scrap_slow: (d, level) => {
		d.scraperLeaves = Math.min(1, d.scraperLeaves + 0.05 * level)
	},
	sensor_nan: (d, _level, { tag }) => d.sensors.set(tag, 'nan'),
	sensor_sentinel: (d, _level, { tag }) => d.sensors.set(tag, 'sentinel'),
	sensor_stuck: (d, _level, { tag }) => d.sensors.set(tag, 'stuck'),
	clock_skew: (d, level) => {
		d.clockAheadS += 5 * level
	},
	data_gap: (d) => {
		d.silent = true
	},
}

const wallTag = ({ index }: FaultName) => `Heating/Zone${index + 1}/WallTemperature`

/** Lets one fault act on a plant that is otherwise as the record says. */
export function act(d: Disturbances, level: number, at: FaultName): void {
	EFFECTS[at.cause](d, level, at)
}
