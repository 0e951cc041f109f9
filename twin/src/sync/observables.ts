import type { LineConfig } from '@emberline/line-config'
import { gainOf } from '../calibration/noise.ts'
import type { LineControls } from '../line/model-port.ts'
import { type LinePlaces, linePlaces } from './line-places.ts'

/** What the model, or a steady line, shows at the places where instruments look. Temperatures in K, powers in kW, the rest as the tags. */
export interface InstrumentView {
	/** At the end of each module, quench in, quench out, dryer out. */
	readonly webK: ReadonlyMap<number, number>
	/** Dry basis, at the moisture gauge. */
	readonly moistureKgPerKg: number
	/** Into the heaters of each module. */
	readonly powerKW: readonly number[]
	readonly emitterK: readonly number[]
	readonly wallK: readonly number[]
	/** Moist powder on the web at the areal gauge, and dosed now. */
	readonly arealKgPerM2: number
	readonly dosedKgPerS: number
	readonly conductivityMSPerCm: readonly number[]
	readonly scaleKgPerS: number
}

/** Which readings a tag is compared with, and how far it may be off for reasons of its own. */
export interface Observable {
	readonly tag: string
	/** Expected reading, in the unit of the tag; null while there is none. */
	expected(view: InstrumentView): number | null
	/** Standard deviation of one reading about the truth. */
	readonly noise: (expected: number) => number
	/** Share of an innovation that its level takes up at first, where a log has told. */
	readonly firstGain?: number
	/** What model and instrument may be off for long, beside the parameters and biases that are estimated. */
	readonly floor: (expected: number) => number
	/** What the instrument alone may be off for long, beside a bias that is estimated. */
	readonly own: (expected: number) => number
	/** What it may differ by while what acts on the line changes. */
	readonly unsteady: (expected: number) => number
	/** `web` answers within seconds of web travel; `wash` takes tens of minutes; `shown` is compared but teaches nothing. */
	readonly group: 'web' | 'wash' | 'shown'
	/** Index of its pyrometer, for its bias. */
	readonly pyrometer?: number
	/** Moves with the bias of the areal gauge. */
	readonly arealGauge?: true
}

const constant = (sd: number) => () => sd
const share = (part: number, least: number) => (expected: number) => Math.max(least, part * Math.abs(expected))

/** All instruments of a line that the twin compares itself with. Spreads of readings are those tuned on a log, where the line has them. */
export function observablesOf(config: LineConfig): readonly Observable[] {
	const tuned = config.calibrated?.noise ?? {}
	return assumedObservables(config).map((observable) => {
		const noise = tuned[observable.tag]
		return noise === undefined ? observable : { ...observable, noise: constant(noise.sd), firstGain: gainOf(noise) }
	})
}

/** Spreads are assumptions [A]. */
function assumedObservables(config: LineConfig): readonly Observable[] {
	const places = linePlaces(config)
	const zones = config.stations.heating.modules.length
	const each = <T>(count: number, of: (i: number) => T) => Array.from({ length: count }, (_, i) => of(i))
	const at = (sM: number) => (view: InstrumentView) => view.webK.get(sM) ?? null
	return [
		...each(
			zones,
			(i): Observable => ({
				tag: `Heating/Pyrometer${i + 1}/WebTemperature`,
				expected: at(places.zoneEndM[i] as number),
				noise: constant(2),
				floor: constant(3),
				own: constant(0.5),
				unsteady: share(0.05, 20),
				group: 'web',
				pyrometer: i,
			}),
		),
		...each(
			zones,
			(i): Observable => ({
				tag: `Heating/Zone${i + 1}/Power`,
				expected: (view) => view.powerKW[i] ?? null,
				noise: share(0.03, 0.05),
				floor: share(0.02, 0.03),
				own: share(0.015, 0.01),
				unsteady: share(0.3, 0.1),
				group: 'web',
			}),
		),
		...each(
			zones,
			(i): Observable => ({
				tag: `Heating/Zone${i + 1}/EmitterTemperature`,
				expected: (view) => view.emitterK[i] ?? null,
				noise: constant(1),
				floor: constant(2),
				own: constant(1.5),
				unsteady: share(0.05, 20),
				group: 'shown',
			}),
		),
		...each(
			zones,
			(i): Observable => ({
				tag: `Heating/Zone${i + 1}/WallTemperature`,
				expected: (view) => view.wallK[i] ?? null,
				noise: constant(1),
				floor: constant(20),
				own: constant(2),
				unsteady: share(0.05, 20),
				group: 'shown',
			}),
		),
		{
			tag: 'Quench/Web/ExitTemperature',
			expected: at(places.quenchOutM),
			noise: constant(0.7),
			floor: constant(2),
			own: constant(1),
			unsteady: share(0.05, 20),
			group: 'web',
		},
		{
			tag: 'Quench/Web/EntryTemperature',
			expected: at(places.quenchInM),
			noise: constant(2),
			floor: constant(15),
			own: constant(3),
			unsteady: share(0.05, 20),
			group: 'shown',
		},
		{
			tag: 'Drying/Web/ExitTemperature',
			expected: at(places.dryerOutM),
			noise: constant(0.5),
			floor: constant(6),
			own: constant(1),
			unsteady: share(0.05, 20),
			group: 'shown',
		},
		{
			tag: 'Drying/Web/ExitMoisture',
			expected: (view) => view.moistureKgPerKg * 100,
			noise: constant(0.08),
			floor: constant(0.1),
			own: constant(0.06),
			unsteady: share(0.3, 0.1),
			group: 'web',
		},
		{
			tag: 'Feed/Coat/ArealMass',
			expected: (view) => (view.arealKgPerM2 > 0 ? view.arealKgPerM2 * 1000 : null),
			noise: share(0.02, 0.5),
			floor: share(0.005, 0.3),
			own: share(0.002, 0.1),
			unsteady: share(0.3, 0.1),
			group: 'web',
			arealGauge: true,
		},
		{
			tag: 'Feed/Precursor/MassFlow',
			expected: (view) => (view.dosedKgPerS > 0 ? view.dosedKgPerS * 60_000 : null),
			noise: share(0.05, 1),
			floor: share(0.01, 0.5),
			own: share(0.01, 0.5),
			unsteady: share(0.3, 0.1),
			group: 'web',
		},
		...each(
			config.stations.wash.stages,
			(i): Observable => ({
				tag: `Wash/Stage${i + 1}/Conductivity`,
				expected: (view) => view.conductivityMSPerCm[i] ?? null,
				noise: share(0.02, 0.02),
				floor: share(0.08, 0.05),
				own: share(0.02, 0.02),
				unsteady: share(0.3, 0.1),
				group: 'wash',
			}),
		),
		{
			tag: 'Wash/Product/MassFlow',
			expected: (view) => view.scaleKgPerS * 3.6e6,
			noise: share(0.05, 10),
			floor: share(0.02, 5),
			own: share(0.005, 2),
			unsteady: share(0.3, 0.1),
			group: 'wash',
		},
	]
}

/** Places of the web whose temperature an instrument shows. */
export function watchedPlacesM(places: LinePlaces): readonly number[] {
	return [...new Set([...places.zoneEndM, places.quenchInM, places.quenchOutM, places.dryerOutM])].sort((a, b) => a - b)
}

/** Which of the observables see the web in furnace and quench, and where, in the order of the path. */
export function webThermometers(observables: readonly Observable[], places: LinePlaces) {
	const at: readonly (readonly [string, number])[] = [
		...places.zoneEndM.map((m, i) => [`Heating/Pyrometer${i + 1}/WebTemperature`, m] as const),
		['Quench/Web/EntryTemperature', places.quenchInM],
		['Quench/Web/ExitTemperature', places.quenchOutM],
	]
	return at.map(([tag, placeM]) => ({ index: observables.findIndex((o) => o.tag === tag), placeM }))
}

/** Second radiation constant [m K]. */
const C2_M_K = 1.4387769e-2
/** Wavelength at which the pyrometers look [A]. */
const PYROMETER_M = 1.6e-6

/**
 * What a pyrometer shows that reckons with an emissivity other than the web's [K].
 *
 *   1/Tread = 1/T - (lambda/c2) ln(e/e set)        Wien
 *
 * Holds while lambda T is well under c2. `calibrated` is the setting at which it reads right.
 */
export function pyrometerReadingK(webK: number, setting: number, calibrated: number): number {
	if (!(setting > 0) || setting === calibrated || webK <= 0) return webK
	const inverse = 1 / webK - (PYROMETER_M / C2_M_K) * Math.log(calibrated / setting)
	return inverse > 1e-4 ? 1 / inverse : webK
}

/** Moist powder that the screw lays on the web, kg per second and kg/m2, for this feeder factor. */
export function dosing(
	config: LineConfig,
	controls: LineControls,
	feeder: number,
): { readonly kgPerS: number; readonly kgPerM2: number } {
	const kgPerS = controls.screwRevPerS * config.stations.feed.moistMassPerTurnKg * feeder
	const area = controls.webSpeedMPerS * config.web.coatedWidthM
	return { kgPerS, kgPerM2: area > 0 ? kgPerS / area : 0 }
}
