import { FAULT_CAUSES, type FaultCauseName, type LineConfig } from '@emberline/line-config'
import { watchedSignals } from './watched-signals.ts'

/** By how much a middling fault moves a signal, and how far it may be off that: in the unit of the signal, or as a share of what is usual. */
export interface Effect {
	readonly by: number
	readonly give: number
}

export interface FaultSignature {
	readonly cause: FaultCauseName
	/** As in alarms: with `/zoneN`, `/stageN`. */
	readonly name: string
	/** By id of the signal; others stay as they are. */
	readonly effects: Readonly<Record<string, Effect>>
	/** Of the cause's rate: a cause that may go either way has a signature for each. */
	readonly part: number
	/** Where on the line it acts. */
	readonly at: 'feed' | 'dryer' | 'quench' | 'wash' | number
	/** Code of the stop that it leads to. */
	readonly stopCode?: number
	readonly check: string
}

const numbers = (count: number) => Array.from({ length: count }, (_, i) => i + 1)

/** What follows for certain is as much as it is said to be to a third of it; what may follow is somewhere from nothing to twice that. */
const CERTAIN = 0.35
const sure = (by: number): Effect => ({ by, give: CERTAIN * Math.abs(by) })
const perhaps = (by: number): Effect => ({ by, give: Math.abs(by) })
const either = (give: number): Effect => ({ by: 0, give })
const each = (ids: readonly string[], effect: Effect): Record<string, Effect> => Object.fromEntries(ids.map((id) => [id, effect]))
/** Of causes that may go either way, how often they go the way of the table [A]. */
const USUAL_WAY = 0.7
const bothWays = (one: FaultSignature): readonly FaultSignature[] => [
	{ ...one, part: USUAL_WAY },
	{
		...one,
		part: 1 - USUAL_WAY,
		effects: Object.fromEntries(Object.entries(one.effects).map(([id, { by, give }]) => [id, { by: -by, give }])),
	},
]

/**
 * Which signals move how far for which cause, from what each does to matter, energy and instruments: figures of the table of causes, and of
 * what a steady line makes of them.
 */
export function faultSignatures(config: LineConfig): readonly FaultSignature[] {
	const { heating, wash, drying } = config.stations
	const zones = numbers(heating.modules.length)
	const stages = numbers(wash.stages)
	const powers = zones.map((n) => `power${n}`)
	const pyros = zones.map((n) => `pyro${n}`)
	const dryers = numbers(drying.airTemperatureK.length).map((n) => `dryer${n}`)
	const conds = stages.map((n) => `cond${n}`)
	const of = (
		cause: FaultCauseName,
		at: FaultSignature['at'],
		effects: FaultSignature['effects'],
		check: string,
		place = '',
	): FaultSignature => {
		const { stopCode } = FAULT_CAUSES[cause] as { readonly stopCode?: number }
		return { cause, name: `${cause}${place}`, effects, part: 1, at, check, ...(stopCode !== undefined && { stopCode }) }
	}
	const gauge: FaultSignature['effects'] = {
		areal: sure(0.05),
		moisture: perhaps(-0.05),
		// What the model has too much of on its web it heats too slowly.
		...each(pyros, perhaps(2)),
		...each(powers, perhaps(-0.01)),
		quenchOut: perhaps(-1),
		scale: perhaps(-0.04),
	}
	const lot: FaultSignature['effects'] = {
		// The same powder weighs in both.
		areal: { by: 0.05, give: 0.008 },
		dosed: { by: 0.05, give: 0.008 },
		torque: either(0.02),
		moisture: perhaps(-0.1),
		exhaust: either(0.02),
		dryerOut: either(1),
		...each(dryers, either(0.02)),
		...each(pyros, either(1)),
		...each(powers, either(0.02)),
		quenchOut: either(1),
		...each(conds, perhaps(0.04)),
		scale: either(0.03),
	}
	return [
		...zones.flatMap((n) => [
			of(
				'emitter_ageing',
				n,
				{ [`power${n}`]: sure(0.04), [`pyro${n}`]: perhaps(-2), ...(n === 1 ? { pyro2: either(1) } : {}) },
				'resistance of the emitters and their leads',
				`/zone${n}`,
			),
			of(
				'emitter_break',
				n,
				{
					// A module that is at its most falls behind; one that is not makes up for it, but its web sees less of it.
					[`emitter${n}`]: perhaps(-30),
					[`power${n}`]: perhaps(-0.12),
					[`pyro${n}`]: { by: -15, give: 11 },
					...(n < zones.length ? { [`power${n + 1}`]: perhaps(0.06), [`pyro${n + 1}`]: perhaps(-4) } : {}),
				},
				'current of each emitter',
				`/zone${n}`,
			),
			of('window_fouling', n, { [`pyro${n}`]: sure(-18) }, 'window of the pyrometer', `/zone${n}`),
		]),
		of(
			'reflector_fouling',
			zones.length,
			{ power1: perhaps(0.04), ...each(powers.slice(1), sure(0.15)), ...each(pyros, perhaps(-1.5)) },
			'reflectors of the modules',
		),
		of('pyrometer_emissivity', zones.length, each(pyros, sure(-15)), 'emissivity setting of the pyrometers'),
		of('encoder_slip', 'feed', { encoder: sure(-0.01) }, 'measuring wheel of the encoder'),
		of(
			'feeder_bridging',
			'feed',
			{
				dosed: sure(-0.9),
				areal: perhaps(-0.9),
				ruffled: either(0.8),
				torque: perhaps(-0.1),
				moisture: either(0.4),
				exhaust: perhaps(-0.4),
				dryerOut: either(15),
				quenchOut: either(10),
				...each(pyros, either(10)),
				...each([...powers, ...dryers], either(0.3)),
				...each(conds, perhaps(-0.2)),
				scale: either(0.3),
			},
			'powder over the screw',
		),
		of(
			'feeder_clumps',
			'feed',
			{ ruffled: sure(1.5), areal: either(0.03), dosed: either(0.03), torque: either(0.05) },
			'clumps in the powder',
		),
		...bothWays(of('lot_change', 'feed', lot, 'lot of the precursor')),
		...bothWays(of('areal_gauge_drift', 'feed', gauge, 'zero of the areal gauge')),
		of(
			'wet_precursor',
			'dryer',
			{
				moisture: sure(0.6),
				exhaust: sure(0.15),
				dryerOut: perhaps(-3),
				areal: either(0.04),
				dosed: either(0.04),
				torque: either(0.05),
				...each(dryers, perhaps(0.08)),
				power1: either(0.03),
				pyro1: either(2),
				quenchOut: either(1),
				...each(conds, either(0.05)),
				scale: either(0.04),
			},
			'moisture of the precursor in the hopper',
		),
		of(
			'humid_air',
			'dryer',
			{ humidity: sure(25), exhaust: perhaps(0.2), moisture: perhaps(0.1), dryerOut: either(1) },
			'air of the hall',
		),
		of('purge_leak', 1, { oxygen: sure(60) }, 'seals and purge of the furnace'),
		of('coolant_loss', 'quench', { plateFlow: sure(-0.9), quenchOut: perhaps(4) }, 'cooling water of the quench plates'),
		of('coolant_warm', 'quench', { plateIn: sure(10), jacketIn: sure(10), quenchOut: perhaps(3) }, 'cooler of the water'),
		of('quench_gap', 'quench', { quenchOut: sure(15) }, 'run of the web through the quench'),
		of(
			'wash_pump_wear',
			'wash',
			{ freshWater: sure(-0.3), washK: either(1), ...each(conds, perhaps(0.2)), scale: either(0.01) },
			'pump of the fresh water',
		),
		of(
			'filter_clog',
			'wash',
			{ filter: sure(25), freshWater: perhaps(-0.1), ...each(conds, perhaps(0.05)) },
			'filter of the wash',
		),
		...stages.map((n) => of('conductivity_fouling', 'wash', { [`cond${n}`]: sure(-0.15) }, 'conductivity probe', `/stage${n}`)),
		of('fresh_water_cold', 'wash', { washK: sure(-6), ...each(conds, perhaps(-0.08)) }, 'temperature of the fresh water'),
		...bothWays(of('scale_drift', 'wash', { scale: sure(0.02) }, 'product scale')),
		of('scrap_slow', 'wash', { scale: sure(-0.05), ...each(conds, perhaps(-0.04)) }, 'scraper of the wash'),
		of('tension_loss', 'feed', { tension: sure(-0.6) }, 'brake and dancer'),
		of('web_break', 'feed', { tension: { by: -1, give: 0.03 } }, 'the web'),
	].map((one) => ({ ...one, effects: checked(one, config) }))
}

/** A signature speaks of signals that the line has. */
function checked({ effects }: FaultSignature, config: LineConfig): FaultSignature['effects'] {
	const ids = new Set(watchedSignals(config).map(({ id }) => id))
	return Object.fromEntries(Object.entries(effects).filter(([id]) => ids.has(id)))
}
