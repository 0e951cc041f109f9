import type { FaultCauseName, LineConfig } from '@emberline/line-config'

/** When a signal can be held against what it usually is. `runs`: its line executes; `steady`: all web has run alike; `wash`: the wash has too. */
export type Gate = 'runs' | 'steady' | 'wash'

/** One thing that is watched for a change. */
export interface WatchedSignal {
	readonly id: string
	readonly tag: string
	/** Over what the model expects of it, and not as read. */
	readonly overExpected?: true
	readonly gate: Gate
	/** Half of the least lasting change that is worth telling of: in the unit of the tag, or as a share of the usual value [A]. */
	readonly least: number
	readonly share?: true
	/** Warms up for long after a stop: what is usual is learnt anew then, and otherwise with a new recipe only. */
	readonly warms?: true
	/** Trips the line within seconds: what it was as the line left Execute is looked at too. */
	readonly trips?: true
}

/** How far the encoder goes for each metre that the line's speed makes; told by the twin itself. */
export const ENCODER_RATIO = 'encoder ratio'

const numbers = (count: number) => Array.from({ length: count }, (_, i) => i + 1)

/** What is watched on a line. */
export function watchedSignals({ stations: { heating, wash, drying } }: LineConfig): readonly WatchedSignal[] {
	const zones = numbers(heating.modules.length)
	return [
		...zones.map((n) => steady(`pyro${n}`, `Heating/Pyrometer${n}/WebTemperature`, 2)),
		...zones.map((n) => warming(steadyShare(`power${n}`, `Heating/Zone${n}/Power`, 0.012))),
		steady('quenchOut', 'Quench/Web/ExitTemperature', 1),
		warming(steady('dryerOut', 'Drying/Web/ExitTemperature', 0.8)),
		steady('moisture', 'Drying/Web/ExitMoisture', 0.12),
		warming(steadyShare('exhaust', 'Drying/Exhaust/Humidity', 0.03)),
		...numbers(drying.airTemperatureK.length).map((n) => warming(steadyShare(`dryer${n}`, `Drying/Zone${n}/HeaterPower`, 0.03))),
		{ ...steadyShare('areal', 'Feed/Coat/ArealMass', 0.01), trips: true },
		{ ...steadyShare('dosed', 'Feed/Precursor/MassFlow', 0.02), trips: true },
		steadyShare('torque', 'Feed/Screw/Torque', 0.04),
		{ id: 'encoder', tag: ENCODER_RATIO, gate: 'runs', least: 0.003 },
		{ id: 'tension', tag: 'Line/Web/Tension', gate: 'runs', least: 0.05, share: true },
		{ id: 'humidity', tag: 'Feed/Ambient/Humidity', gate: 'runs', least: 5 },
		{ id: 'oxygen', tag: 'Heating/Purge/Oxygen', gate: 'runs', least: 4, trips: true },
		{ id: 'jacketIn', tag: 'Heating/Cooling/InletTemperature', gate: 'runs', least: 0.8 },
		{ id: 'plateFlow', tag: 'Quench/Coolant/Flow', gate: 'runs', least: 0.03, share: true, trips: true },
		{ id: 'plateIn', tag: 'Quench/Coolant/InletTemperature', gate: 'runs', least: 0.8 },
		{ id: 'freshWater', tag: 'Wash/FreshWater/Flow', gate: 'steady', least: 0.03, share: true },
		// It fills by some kPa in a shift, as filters do.
		{ id: 'filter', tag: 'Wash/Filter/PressureDrop', gate: 'steady', least: 5 },
		{ id: 'washK', tag: `Wash/Stage${wash.stages}/Temperature`, gate: 'wash', least: 0.8 },
		...numbers(wash.stages).map(
			(n): WatchedSignal => ({
				id: `cond${n}`,
				tag: `Wash/Stage${n}/Conductivity`,
				overExpected: true,
				gate: 'wash',
				least: 0.04,
			}),
		),
	]
}

const steady = (id: string, tag: string, least: number): WatchedSignal => ({ id, tag, gate: 'steady', least })
const steadyShare = (id: string, tag: string, least: number): WatchedSignal => ({ ...steady(id, tag, least), share: true })

const warming = (signal: WatchedSignal): WatchedSignal => ({ ...signal, warms: true })

/** What a cause makes of a signal: up or down for certain, perhaps, or (`gone`) down to next to nothing. */
export type Effect = 'up' | 'down' | 'up?' | 'down?' | 'gone'

export interface FaultSignature {
	readonly cause: FaultCauseName
	/** As in alarms: with `/zoneN`, `/stageN`. */
	readonly name: string
	/** By id of the signal; others stay as they are. */
	readonly effects: Readonly<Record<string, Effect>>
	/** Where on the line it acts. */
	readonly at: 'feed' | 'dryer' | 'quench' | 'wash' | number
	readonly check: string
}

const each = (ids: readonly string[], effect: Effect): Record<string, Effect> => Object.fromEntries(ids.map((id) => [id, effect]))

/** Which signals move which way for which cause, from what each does to matter, energy and instruments. */
export function faultSignatures({ stations: { heating, wash, drying } }: LineConfig): readonly FaultSignature[] {
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
	): FaultSignature => ({ cause, name: `${cause}${place}`, effects, at, check })
	return [
		...zones.flatMap((n) => [
			of(
				'emitter_ageing',
				n,
				{ [`power${n}`]: 'up', [`pyro${n}`]: 'down?' },
				'resistance of the emitters and their leads',
				`/zone${n}`,
			),
			of('emitter_break', n, { [`power${n}`]: 'down', [`pyro${n}`]: 'down?' }, 'current of each emitter', `/zone${n}`),
			of('window_fouling', n, { [`pyro${n}`]: 'down' }, 'window of the pyrometer', `/zone${n}`),
		]),
		of('reflector_fouling', zones.length, { ...each(powers, 'up'), pyro1: 'down?' }, 'reflectors of the modules'),
		of('pyrometer_emissivity', zones.length, each(pyros, 'down'), 'emissivity setting of the pyrometers'),
		of('encoder_slip', 'feed', { encoder: 'down' }, 'measuring wheel of the encoder'),
		of(
			'feeder_bridging',
			'feed',
			{
				dosed: 'down',
				areal: 'down',
				torque: 'down?',
				moisture: 'down?',
				exhaust: 'down?',
				dryerOut: 'up?',
				quenchOut: 'down?',
				pyro1: 'up?',
				...each([...powers, ...dryers, ...conds], 'down?'),
			},
			'powder over the screw',
		),
		of(
			'lot_change',
			'feed',
			{ dosed: 'up', areal: 'up', torque: 'up?', moisture: 'down?', pyro1: 'down?', ...each(powers, 'up?') },
			'lot of the precursor',
		),
		of('areal_gauge_drift', 'feed', { areal: 'up' }, 'zero of the areal gauge'),
		of(
			'wet_precursor',
			'dryer',
			{
				moisture: 'up',
				exhaust: 'up',
				dryerOut: 'down?',
				areal: 'up?',
				dosed: 'up?',
				torque: 'up?',
				pyro1: 'down?',
				...each(dryers, 'up?'),
				power1: 'up?',
			},
			'moisture of the precursor in the hopper',
		),
		of('humid_air', 'dryer', { humidity: 'up', exhaust: 'up?', moisture: 'up?' }, 'air of the hall'),
		of('purge_leak', 1, { oxygen: 'up' }, 'seals and purge of the furnace'),
		of('coolant_loss', 'quench', { plateFlow: 'down', quenchOut: 'up?' }, 'cooling water of the quench plates'),
		of('coolant_warm', 'quench', { plateIn: 'up', jacketIn: 'up', quenchOut: 'up?' }, 'cooler of the water'),
		of('quench_gap', 'quench', { quenchOut: 'up' }, 'run of the web through the quench'),
		of('wash_pump_wear', 'wash', { freshWater: 'down', washK: 'up?', ...each(conds, 'up?') }, 'pump of the fresh water'),
		of('filter_clog', 'wash', { filter: 'up', freshWater: 'down?' }, 'filter of the wash'),
		...stages.map((n) => of('conductivity_fouling', 'wash', { [`cond${n}`]: 'down' }, 'conductivity probe', `/stage${n}`)),
		of('fresh_water_cold', 'wash', { washK: 'down' }, 'temperature of the fresh water'),
		of('tension_loss', 'feed', { tension: 'down' }, 'brake and dancer'),
		of('web_break', 'feed', { tension: 'gone' }, 'the web'),
	]
}
