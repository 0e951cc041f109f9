import type { LineConfig } from '@emberline/line-config'
import type { Compared } from './diagnosis-view.ts'

/** When a signal can be held against what it usually is. `runs`: the line executes; `steady`: all web has run alike, `warm`: for long; `wash`: the wash has too. */
export type Gate = 'runs' | 'steady' | 'warm' | 'wash'

/**
 * What a signal is made of.
 *
 * `read`: the reading; `over`, `above`: over, or above, that of another tag. `unlearnt`: above what the model expects without anything learnt,
 * and `unlearnt-share` over it: the innovation with the drift of what was learnt put back, so that what the estimator follows still shows.
 * `scatter`: mean size of the steps from one reading to the next. `encoder`: metres by the encoder over metres by the speed.
 */
export type Made =
	| { readonly as: 'read' | 'unlearnt' | 'unlearnt-share' | 'scatter' | 'encoder' }
	| { readonly as: 'over' | 'above'; readonly than: string }

/** One thing that is watched for a change. */
export interface WatchedSignal {
	readonly id: string
	readonly tag: string
	readonly made: Made
	readonly gate: Gate
	/** Smallest standard deviation of a mean of ten seconds that is believed, in the unit of the signal or as a share of what is usual [A]. */
	readonly least: number
	readonly share: boolean
	/** What is usual holds for other set-points too. */
	readonly anywhere: boolean
	/** May trip the line within seconds: what it was as the line left Execute is looked at too. */
	readonly trips: boolean
	/** Rises or falls as a matter of course. */
	readonly drifts: boolean
	/** Takes up to an hour to follow: quiet at first says nothing. */
	readonly slow: boolean
	/** How far it swings as the line starts, over its spread; it fades with the residence time of the wash. */
	readonly swing: number
}

const numbers = (count: number) => Array.from({ length: count }, (_, i) => i + 1)

type Options = Partial<Pick<WatchedSignal, 'gate' | 'share' | 'anywhere' | 'trips' | 'drifts' | 'slow' | 'swing'>>

function signal(id: string, tag: string, made: Made | Made['as'], least: number, options: Options = {}): WatchedSignal {
	return {
		id,
		tag,
		made: typeof made === 'string' ? ({ as: made } as Made) : made,
		gate: 'steady',
		least,
		share: false,
		anywhere: false,
		trips: false,
		drifts: false,
		slow: false,
		swing: 0,
		...options,
	}
}

/** What is watched on a line. */
export function watchedSignals({ stations: { heating, wash, drying } }: LineConfig): readonly WatchedSignal[] {
	const zones = numbers(heating.modules.length)
	const share = { share: true } as const
	const anywhere = { gate: 'runs', anywhere: true } as const
	return [
		...zones.map((n) => signal(`pyro${n}`, `Heating/Pyrometer${n}/WebTemperature`, 'unlearnt', 1)),
		...zones.map((n) => signal(`power${n}`, `Heating/Zone${n}/Power`, 'unlearnt-share', 0.008, { ...share, gate: 'warm' })),
		...zones.map((n) =>
			signal(
				`emitter${n}`,
				`Heating/Zone${n}/EmitterTemperature`,
				{ as: 'above', than: `Heating/Zone${n}/EmitterSetpoint` },
				1.5,
				{ trips: true },
			),
		),
		signal('quenchOut', 'Quench/Web/ExitTemperature', 'unlearnt', 0.8),
		signal('dryerOut', 'Drying/Web/ExitTemperature', 'unlearnt', 1, { gate: 'warm' }),
		signal('moisture', 'Drying/Web/ExitMoisture', 'unlearnt', 0.05),
		signal('exhaust', 'Drying/Exhaust/Humidity', 'read', 0.025, { ...share, gate: 'warm' }),
		...numbers(drying.airTemperatureK.length).map((n) =>
			signal(`dryer${n}`, `Drying/Zone${n}/HeaterPower`, 'read', 0.02, { ...share, gate: 'warm' }),
		),
		signal('areal', 'Feed/Coat/ArealMass', 'unlearnt-share', 0.012, { ...share, trips: true }),
		signal('dosed', 'Feed/Precursor/MassFlow', 'unlearnt-share', 0.012, { ...share, trips: true }),
		signal('ruffled', 'Feed/Coat/ArealMass', 'scatter', 0.25, share),
		signal('torque', 'Feed/Screw/Torque', 'read', 0.04, share),
		signal('encoder', 'Line/Web/Position', 'encoder', 0.0015, anywhere),
		signal('tension', 'Line/Web/Tension', 'read', 0.04, { ...anywhere, ...share, trips: true }),
		signal('humidity', 'Feed/Ambient/Humidity', 'read', 4, anywhere),
		signal('oxygen', 'Heating/Purge/Oxygen', 'read', 3, { ...anywhere, trips: true }),
		signal('jacketIn', 'Heating/Cooling/InletTemperature', 'read', 0.8, anywhere),
		signal('plateFlow', 'Quench/Coolant/Flow', 'read', 0.03, { ...anywhere, ...share, trips: true }),
		signal('plateIn', 'Quench/Coolant/InletTemperature', 'read', 0.8, anywhere),
		signal('freshWater', 'Wash/FreshWater/Flow', { as: 'over', than: 'Wash/FreshWater/FlowSetpoint' }, 0.015, {
			...anywhere,
			...share,
			trips: true,
		}),
		signal('filter', 'Wash/Filter/PressureDrop', 'read', 1, { drifts: true }),
		signal('washK', `Wash/Stage${wash.stages}/Temperature`, 'read', 0.4, { gate: 'warm', slow: true }),
		...numbers(wash.stages).map((n) =>
			signal(`cond${n}`, `Wash/Stage${n}/Conductivity`, 'read', 0.03, { ...share, gate: 'wash', slow: true, swing: 12 * n }),
		),
		signal('scale', 'Wash/Product/MassFlow', 'unlearnt-share', 0.005, { ...share, gate: 'wash', slow: true, swing: 8 }),
	]
}

/** The value of a signal that is made of readings and expectations; undefined while there is none. */
export function signalValue(
	{ tag, made }: WatchedSignal,
	view: { number(tag: string): number | undefined; compared(tag: string): Compared | undefined },
): number | undefined {
	switch (made.as) {
		case 'unlearnt': {
			const one = view.number(tag) === undefined ? undefined : view.compared(tag)
			return one === undefined ? undefined : one.measured - one.unlearnt
		}
		case 'unlearnt-share': {
			const one = view.number(tag) === undefined ? undefined : view.compared(tag)
			return one === undefined || !(one.unlearnt > 0) ? undefined : one.measured / one.unlearnt
		}
		case 'over':
		case 'above': {
			const [a, b] = [view.number(tag), view.number(made.than)]
			if (a === undefined || b === undefined) return undefined
			return made.as === 'above' ? a - b : b > 0 ? a / b : undefined
		}
		default:
			return view.number(tag)
	}
}
