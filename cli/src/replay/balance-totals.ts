import type { LineFrame, MassAccount } from '@emberline/twin'

const TERMS = ['electrical', 'toWeb', 'toGas', 'toSlots', 'toWalls', 'toCoolant', 'stored'] as const
type Term = (typeof TERMS)[number]
const FILE_NAMES: Readonly<Record<Term, string>> = {
	electrical: 'electrical_kWh',
	toWeb: 'to_web_kWh',
	toGas: 'to_gas_kWh',
	toSlots: 'to_slots_kWh',
	toWalls: 'to_walls_kWh',
	toCoolant: 'to_coolant_kWh',
	stored: 'stored_kWh',
}
/** A longer time between two frames is not what the frame tells of. */
const STEP_MAX_S = 60

interface ZoneTotal {
	readonly station: string
	readonly zone: number
	readonly kWh: Record<Term, number>
}

/** Plain JSON. */
export interface BalanceSnapshot {
	readonly zones: readonly ZoneTotal[]
	readonly tMs: number | null
}

/** Energy of each zone over all frames: what balance.json says. */
export class BalanceTotals {
	readonly #zones: Map<string, ZoneTotal>
	#tMs: number | null

	constructor(from?: BalanceSnapshot) {
		this.#zones = new Map((from?.zones ?? []).map((one) => [keyOf(one), { ...one, kWh: { ...one.kWh } }]))
		this.#tMs = from?.tMs ?? null
	}

	snapshot(): BalanceSnapshot {
		return { zones: [...this.#zones.values()].map((one) => ({ ...one, kWh: { ...one.kWh } })), tMs: this.#tMs }
	}

	frame(frame: LineFrame): void {
		const dtS = this.#tMs === null ? 0 : Math.min(STEP_MAX_S, (frame.tMs - this.#tMs) / 1000)
		this.#tMs = frame.tMs
		for (const account of frame.zones) {
			const { station, zone } = account
			const key = keyOf(account)
			const sum = this.#zones.get(key) ?? {
				station,
				zone,
				kWh: Object.fromEntries(TERMS.map((t) => [t, 0])) as Record<Term, number>,
			}
			this.#zones.set(key, sum)
			for (const term of TERMS) {
				const kW = account[`${term}KW`]
				if (Number.isFinite(kW)) sum.kWh[term] += (kW * dtS) / 3600
			}
		}
	}

	/** `closure` = what is not accounted for over the largest term, energy and mass alike. Mass is null before the twin has a line. */
	json(mass: MassAccount | null) {
		return {
			zones: [...this.#zones.values()].map(({ station, zone, kWh }) => {
				const { electrical, ...out } = kWh
				const open = electrical - Object.values(out).reduce((sum, x) => sum + x, 0)
				const largest = Math.max(...Object.values(kWh).map(Math.abs))
				const named = Object.fromEntries(TERMS.map((term) => [FILE_NAMES[term], kWh[term]]))
				return { station, zone, ...named, closure: largest > 0 ? open / largest : 0 }
			}),
			mass:
				mass === null
					? null
					: {
							precursor_kg: mass.dryFedKg,
							start_kg: mass.startKg,
							product_kg: mass.productKg + mass.productSaltKg,
							nacl_out_kg: mass.brineSaltKg,
							unreacted_kg: mass.unreactedKg,
							volatiles_kg: mass.gasKg + mass.evaporatedKg,
							scrap_kg: mass.spilledKg + mass.lostKg,
							holdup_kg: mass.webKg + mass.washKg,
							closure: mass.closure,
						},
		}
	}
}

const keyOf = ({ station, zone }: { readonly station: string; readonly zone: number }): string => `${station} ${zone}`
