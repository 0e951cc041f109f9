import type { Recipe } from '@emberline/line-config'
import type { LineMachinesSnapshot } from '../line/line-machines.ts'
import type { LineModel } from '../line/model-port.ts'
import type {
	HeatingModuleFrame,
	PackMlState,
	Residual,
	SoftSensors,
	StationFrame,
	StationName,
	WebProfile,
	ZoneBalance,
} from '../port.ts'
import { SOFT_ESTIMATES, type SoftEstimate } from '../port.ts'
import type { UnitSnapshot } from '../stations/unit-machine.ts'
import type { Estimator } from '../sync/estimator.ts'
import { alongPath } from '../sync/line-places.ts'
import { estimate, finite } from './finite.ts'
import { windowIndex } from './window-index.ts'

/** Spread before the first sensitivities are reckoned, as a share of the value. */
const UNREADY_SHARE = 0.2
/** Web temperature is not known better than this at any place, K. */
const WEB_FLOOR_K = 1
/** Further spread of web that was there before the twin was, K [A]. */
const ASSUMED_K = 25
const ASSUMED_SHARE = 0.05
/** Further spread while web stands or has just stood: of temperatures in K, of all else as a share [A]. */
const UNSTEADY_K = 12
const UNSTEADY_SHARE = 0.1
/** A thermometer that says something else than the model by more than this many sd widens the web around it by what it says. */
const DISAGREES_SD = 2
/** Energy is reckoned against the product once this share of what the furnace makes arrives at the scale. */
const FLOWS_SHARE = 0.5
/** Web with less of the line's loading than this carries no product. */
const BARE_SHARE = 0.1
/** What neither parameters nor inputs explain of each soft sensor, as a share of its value and in its unit [A]. */
const SOFT_FLOOR: Readonly<Record<SoftEstimate, readonly [share: number, least: number]>> = {
	peakK: [0, 2.5],
	heatRateKPerS: [0.02, 0],
	quenchRateKPerS: [0.02, 0],
	tAboveS: [0.02, 0.05],
	doseEqS: [0.03, 0.05],
	sizeNm: [0.03, 0],
	residualNaClWtpct: [0.1, 0.01],
	moisturePct: [0.05, 0.05],
	netGPerH: [0.01, 1],
	furnaceGPerH: [0.01, 1],
	kWhPerKg: [0.02, 0],
}

const station = ({ state, context }: UnitSnapshot): StationFrame => ({
	state: state satisfies PackMlState,
	sinceMs: context.sinceMs,
	stopReason: context.stopReason,
})

export const lineFrameOf = (at: LineMachinesSnapshot): StationFrame => station(at.line)

export const stationFrames = (at: LineMachinesSnapshot): Record<StationName, StationFrame> => ({
	Feed: station(at.stations.Feed),
	Drying: station(at.stations.Drying),
	Heating: station(at.stations.Heating),
	Quench: station(at.stations.Quench),
	Wash: station(at.stations.Wash),
})

export const modulesOf = ({ modules }: LineMachinesSnapshot): { readonly heatingModules?: readonly HeatingModuleFrame[] } =>
	modules === undefined ? {} : { heatingModules: modules.map(({ state, context }) => ({ state, sinceMs: context.sinceMs })) }

/** Web temperature along the grid with its spread: parameters and inputs through the steady line, widened where the web is not the twin's own. */
export function webProfile(p: {
	readonly gridM: readonly number[]
	readonly model: LineModel
	readonly estimator: Estimator
	readonly stretch: number
	/** Web from here on was there before the twin. */
	readonly assumedFromM: number
	readonly furnaceFromM: number
	readonly tMs: number
}): WebProfile {
	const { gridM, model, estimator } = p
	const { temperatureK: modelK, moistureKgPerKg } = model.profile(gridM)
	const beyondK = estimator.webBeyondK(gridM, p.tMs)
	const temperatureK = modelK.map((k, i) => k + (beyondK[i] as number))
	const unsteady = estimator.passedSteadily(p.tMs) ? 0 : UNSTEADY_K
	const seen = disagreements(estimator, p.furnaceFromM, p.tMs)
	const ready = estimator.spreadsKnown
	const sdK = gridM.map((s, i) => {
		const known = ready ? estimator.sdOf('profileK', i) : UNREADY_SHARE * Math.max(0, (temperatureK[i] as number) - 298)
		const assumed = s >= p.assumedFromM ? ASSUMED_K : 0
		const hot = s >= p.furnaceFromM
		const disagreeing = hot ? alongPath(seen.sM, seen.offK, s) : 0
		return p.stretch * Math.hypot(finite(known, 100), assumed, hot ? unsteady : 0, disagreeing, WEB_FLOOR_K)
	})
	const held = (values: readonly number[], otherwise: number) => values.map((v) => finite(v, otherwise))
	return { sM: gridM, temperatureK: held(temperatureK, 298.15), sdK, moistureKgPerKg: held(moistureKgPerKg, 0) }
}

/** By how much the web's thermometers disagree with the model, along the path; 0 at the furnace mouth and where they agree. */
function disagreements(estimator: Estimator, fromM: number, tMs: number) {
	const sM = [fromM]
	const offK = [0]
	for (const { index, placeM } of estimator.webThermometers) {
		const one = estimator.innovations[index]
		if (one === undefined || one.measured === null || one.expected === null || tMs - one.tMs > RESIDUAL_SHOWN_MS) continue
		const off = Math.abs(one.measured - one.expected)
		sM.push(placeM)
		offK.push(off > DISAGREES_SD * one.sd ? off : 0)
	}
	return { sM, offK }
}

/** What no tag measures, with its spread. Null while nothing has come through; the window index is a dash while the twin is lost. */
export function softSensors(p: {
	readonly model: LineModel
	/** By id; web keeps the recipe it was fed with. */
	readonly recipes: Readonly<Record<string, Recipe>>
	readonly estimator: Estimator
	readonly stretch: number
	readonly lost: boolean
	/** The web leaving the quench was there before the twin. */
	readonly assumed: boolean
	readonly moistureIntoFurnace: number
	readonly tMs: number
}): SoftSensors {
	const { model, estimator } = p
	const last = model.lastQuenched
	const bare = last === null || last.dryLoadingKgPerM2 < BARE_SHARE * model.config.web.dryLoadingKgPerM2
	const parcel = bare ? null : last
	const unsteady = estimator.passedSteadily(p.tMs) ? 0 : 1
	const ready = estimator.spreadsKnown
	const spread = (name: SoftEstimate, x: number | null) => {
		if (x === null) return 0
		const i = SOFT_ESTIMATES.indexOf(name)
		const known = ready ? estimator.sdOf('soft', i) : UNREADY_SHARE * Math.abs(x)
		const [share, least] = SOFT_FLOOR[name]
		const assumed = p.assumed ? (name === 'peakK' ? ASSUMED_K : ASSUMED_SHARE * x) : 0
		const moving = unsteady * (name === 'peakK' ? UNSTEADY_K : UNSTEADY_SHARE * x)
		return p.stretch * Math.hypot(known, share * x, least, moving, assumed)
	}
	const netGPerH = model.scaleKgPerS * 3.6e6
	const furnaceGPerH = model.furnaceKgPerS * 3.6e6
	const values: Record<SoftEstimate, number | null> = {
		peakK: parcel?.peakK ?? null,
		heatRateKPerS: parcel?.heatRateKPerS ?? null,
		quenchRateKPerS: parcel?.quenchRateKPerS ?? null,
		tAboveS: parcel?.tAboveS ?? null,
		doseEqS: parcel?.doseEqS ?? null,
		sizeNm: parcel?.sizeNm ?? null,
		residualNaClWtpct: model.scaleKgPerS > 0 ? model.residualNaClWtpct : null,
		moisturePct: p.moistureIntoFurnace * 100,
		netGPerH,
		furnaceGPerH,
		kWhPerKg: netGPerH > FLOWS_SHARE * furnaceGPerH && netGPerH > 1 ? model.wholeLineKW / (netGPerH / 1000) : null,
	}
	const of = (name: SoftEstimate) => estimate(values[name], spread(name, values[name]))
	const fedWith = parcel === null ? undefined : p.recipes[parcel.recipe]
	const index = parcel === null || fedWith === undefined || p.lost ? null : windowIndex(fedWith, parcel)
	return {
		peakK: of('peakK'),
		heatRateKPerS: of('heatRateKPerS'),
		quenchRateKPerS: of('quenchRateKPerS'),
		tAboveS: of('tAboveS'),
		doseEqS: of('doseEqS'),
		sizeNm: of('sizeNm'),
		residualNaClWtpct: of('residualNaClWtpct'),
		moisturePct: of('moisturePct'),
		netGPerH: of('netGPerH'),
		furnaceGPerH: of('furnaceGPerH'),
		windowIndexPct: index === null || !Number.isFinite(index.pct) ? null : index.pct,
		windowIndexCause: index === null || !Number.isFinite(index.pct) ? null : index.cause,
		kWhPerKg: of('kWhPerKg'),
	}
}

/** Accounts of the model; what the plant's emitters drew beyond it is added to power and to stored heat, which leaves the account closed. */
export function zoneAccounts(model: LineModel, nudgeKW: readonly number[]): readonly ZoneBalance[] {
	return model.zones().map((zone) => {
		const found = zone.station === 'Heating' ? finite(nudgeKW[zone.zone - 1] ?? 0, 0) : 0
		// A heater takes no power back: emitters that cool faster than the model lose more than it knows.
		const nudge = Math.max(-zone.electricalKW, found)
		return { ...zone, electricalKW: zone.electricalKW + nudge, storedKW: zone.storedKW + nudge }
	})
}

/** Every instrument that spoke lately beside what was expected of it. */
export function residuals(estimator: Estimator, tMs: number): readonly Residual[] {
	return estimator.observables.flatMap(({ tag }, i): Residual[] => {
		const one = estimator.innovations[i]
		if (one === undefined || one.measured === null || one.expected === null || tMs - one.tMs > RESIDUAL_SHOWN_MS) return []
		return [{ tag, measured: one.measured, expected: one.expected, sd: finite(one.sd, Math.abs(one.expected)) }]
	})
}

const RESIDUAL_SHOWN_MS = 30_000
