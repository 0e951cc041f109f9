import type { ZoneBalance } from '@emberline/twin'
import type { ZoneSummary } from './summary.ts'

type Term = Exclude<keyof ZoneBalance, 'station' | 'zone' | 'web' | 'closure'>
type WebTerm = keyof ZoneBalance['web']

const TERMS = [
	'electricalKW',
	'toWebKW',
	'toGasKW',
	'toSlotsKW',
	'toWallsKW',
	'toCoolantKW',
	'storedKW',
	'doseEqS',
	'webInK',
	'webOutK',
] as const satisfies readonly Term[]
const WEB_TERMS = [
	'sensibleKW',
	'fusionKW',
	'reactionKW',
	'evaporationKW',
	'marginKW',
	'radiationKW',
	'convectionKW',
] as const satisfies readonly WebTerm[]

interface Sums {
	readonly station: ZoneBalance['station']
	readonly zone: number
	readonly terms: Record<Term, number>
	readonly web: Record<WebTerm, number>
}

/** Means over time of the heat account of every zone. */
export class ZoneMeans {
	private readonly zones: Sums[] = []
	private seconds = 0

	take(balances: readonly ZoneBalance[], dtS: number): void {
		this.seconds += dtS
		for (const [n, balance] of balances.entries()) {
			this.zones[n] ??= { station: balance.station, zone: balance.zone, terms: zeros(TERMS), web: zeros(WEB_TERMS) }
			const sums = this.zones[n]
			for (const term of TERMS) sums.terms[term] += balance[term] * dtS
			for (const term of WEB_TERMS) sums.web[term] += balance.web[term] * dtS
		}
	}

	/** `netKgPerH`: product at the scale that the energy is set against. */
	summary(netKgPerH: number): readonly ZoneSummary[] {
		return this.zones.map(({ station, zone, terms, web }) => {
			const mean = (term: Term) => terms[term] / this.seconds
			const webMean = (term: WebTerm) => web[term] / this.seconds
			const flows = [
				mean('toWebKW'),
				mean('toGasKW'),
				mean('toSlotsKW'),
				mean('toWallsKW'),
				mean('toCoolantKW'),
				mean('storedKW'),
			]
			const inKW = mean('electricalKW')
			const largest = Math.max(...[inKW, ...flows].map(Math.abs))
			return {
				station,
				zone,
				electrical_kW: inKW,
				to_web_kW: mean('toWebKW'),
				to_gas_kW: mean('toGasKW'),
				to_slots_kW: mean('toSlotsKW'),
				to_walls_kW: mean('toWallsKW'),
				to_coolant_kW: mean('toCoolantKW'),
				stored_kW: mean('storedKW'),
				closure: largest > 0 ? (inKW - flows.reduce((sum, kW) => sum + kW, 0)) / largest : 0,
				kWh_per_kg: netKgPerH > 0 ? inKW / netKgPerH : null,
				web: {
					sensible_kW: webMean('sensibleKW'),
					fusion_kW: webMean('fusionKW'),
					reaction_kW: webMean('reactionKW'),
					evaporation_kW: webMean('evaporationKW'),
					margin_kW: webMean('marginKW'),
					radiation_kW: webMean('radiationKW'),
					convection_kW: webMean('convectionKW'),
				},
				dose_eq_s: mean('doseEqS'),
				t_in_K: mean('webInK'),
				t_out_K: mean('webOutK'),
			}
		})
	}
}

const zeros = <K extends string>(names: readonly K[]): Record<K, number> =>
	Object.fromEntries(names.map((name) => [name, 0])) as Record<K, number>
