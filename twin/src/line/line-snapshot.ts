import type { LineConfig, Recipe } from '@emberline/line-config'
import { clearParcel, LADDER_RUNGS, METALS_MAX, PARCEL_FIELDS } from '../web/parcels.ts'
import { type LineState, restingState } from './line-state.ts'
import type { LineControls, LineModelSnapshot, ModelParameters, ParcelRecord } from './model-port.ts'

/** JSON knows no NaN: an instant that has not come is null there. */
type Plain = (number | null)[]
const plain = (values: ArrayLike<number>): Plain => Array.from(values, (value) => (Number.isNaN(value) ? null : value))
const fill = (into: Float64Array | Int32Array, values: Plain): void => {
	for (let k = 0; k < into.length; k++) into[k] = values[k] ?? Number.NaN
}

/** Arrays and numbers of the state that are saved as they are. */
const ARRAYS = [
	'emitterK',
	'wallK',
	'powerW',
	'setpointK',
	'integralW',
	'meanK',
	'placeW',
	'moduleW',
	'placeDoseS',
	'placeInK',
	'placeOutK',
] as const
const NUMBERS = [
	'feeding',
	'timeS',
	'fedM',
	'toldM',
	'nextParcel',
	'count',
	'quenchLengthM',
	'startKg',
	'webSpeedMPerS',
	'furnaceProductKgPerM2',
	'furnaceKgPerS',
	'scaleKgPerS',
	'residualNaClWtpct',
] as const

interface SavedState {
	readonly numbers: Record<string, number>
	readonly arrays: Record<string, Plain>
	readonly parameters: ModelParameters
	readonly controls: LineControls | null
	/** Oldest parcel first. */
	readonly parcels: Record<string, Plain>
	readonly evaporated: Plain
	/** Ladders that are in use, by place in the list of parcels. */
	readonly ladders: readonly { readonly parcel: number; readonly ladderS: Plain }[]
	readonly ledgers: readonly { readonly pending: Plain; readonly bin: number; readonly behind: number }[]
	readonly wash: { readonly saltKg: Plain; readonly productKg: Plain; readonly occludedKg: Plain; readonly driedSaltKg: number }
	readonly totals: Record<string, number>
	readonly lastQuenched: ParcelRecord | null
	readonly left: readonly ParcelRecord[]
}

/** The whole state as plain JSON; a line restored from it goes on bit for bit. */
export function saveState(state: LineState): LineModelSnapshot {
	const { web } = state
	const order = Array.from({ length: state.count }, (_, n) => (state.first + n) % web.capacity)
	const parcels: Record<string, Plain> = {}
	for (const field of PARCEL_FIELDS) parcels[field] = plain(order.map((i) => web[field][i] ?? Number.NaN))
	for (const field of ['powder', 'place', 'rungs'] as const) parcels[field] = order.map((i) => web[field][i] ?? 0)
	const saved: SavedState = {
		numbers: Object.fromEntries(NUMBERS.map((name) => [name, state[name]])),
		arrays: Object.fromEntries(ARRAYS.map((name) => [name, plain(state[name])])),
		parameters: state.parameters,
		controls: state.controls,
		parcels,
		evaporated: plain(order.flatMap((i) => Array.from(web.evaporated.subarray(i * METALS_MAX, (i + 1) * METALS_MAX)))),
		ladders: order.flatMap((i, parcel) => {
			const rungs = web.rungs[i] ?? 0
			return rungs === 0 ? [] : [{ parcel, ladderS: plain(web.ladderS.subarray(i * LADDER_RUNGS, i * LADDER_RUNGS + rungs)) }]
		}),
		ledgers: state.ledgers.map(({ pending, bin, behind }) => ({ pending: plain(pending), bin, behind })),
		wash: {
			saltKg: plain(state.wash.saltKg),
			productKg: plain(state.wash.productKg),
			occludedKg: plain(state.wash.occludedKg),
			driedSaltKg: state.wash.driedSaltKg,
		},
		totals: { ...state.totals },
		lastQuenched: state.lastQuenched,
		left: [...state.left],
	}
	return { version: 1, recipes: state.recipes.map((recipe) => recipe.id), state: saved }
}

/** Half a state is none: what a snapshot lacks is not made up. */
function had<T>(saved: Readonly<Record<string, T>>, name: string): T {
	const value = saved[name]
	if (value === undefined) throw new RangeError(`the line snapshot has no ${name}: it is of another version`)
	return value
}

/** The state that a snapshot holds; throws when it is of another version, another line or a recipe that nobody has. */
export function loadState(config: LineConfig, recipes: ReadonlyMap<string, Recipe>, snapshot: LineModelSnapshot): LineState {
	if (snapshot.version !== 1) throw new RangeError(`found a line snapshot of version ${String(snapshot.version)}, expected 1`)
	const needed = snapshot.recipes.map((id) => {
		const recipe = recipes.get(id)
		if (recipe === undefined)
			throw new RangeError(`the line snapshot needs recipe ${id}, which is not among ${[...recipes.keys()].join(', ')}`)
		return recipe
	})
	const saved = snapshot.state as SavedState
	const first = needed[0]
	if (first === undefined) throw new RangeError('the line snapshot names no recipe')
	const state = restingState(config, first, saved.parameters)
	if (saved.ledgers.length !== state.ledgers.length || (saved.numbers.count ?? 0) > state.web.capacity) {
		throw new RangeError('the line snapshot is of another line: its places and parcels do not fit this one')
	}
	state.recipes = needed
	state.controls = saved.controls
	for (const name of NUMBERS) (state as unknown as Record<string, number>)[name] = had(saved.numbers, name)
	for (const name of ARRAYS) fill(state[name], had(saved.arrays, name))
	loadParcels(state, saved)
	saved.ledgers.forEach((ledger, p) => {
		const own = state.ledgers[p]!
		fill(own.pending, ledger.pending)
		own.bin = ledger.bin
		own.behind = ledger.behind
	})
	fill(state.wash.saltKg, saved.wash.saltKg)
	fill(state.wash.productKg, saved.wash.productKg)
	fill(state.wash.occludedKg, saved.wash.occludedKg)
	state.wash.driedSaltKg = saved.wash.driedSaltKg
	Object.assign(state.totals, saved.totals)
	state.lastQuenched = saved.lastQuenched
	state.left = [...saved.left]
	return state
}

function loadParcels(state: LineState, saved: SavedState): void {
	const { web } = state
	state.first = 0
	for (let i = 0; i < state.count; i++) {
		clearParcel(web, i, 0)
		for (const field of PARCEL_FIELDS) web[field][i] = had(saved.parcels, field)[i] ?? Number.NaN
		for (const field of ['powder', 'place', 'rungs'] as const) web[field][i] = had(saved.parcels, field)[i] ?? 0
		for (let k = 0; k < METALS_MAX; k++) web.evaporated[i * METALS_MAX + k] = saved.evaporated[i * METALS_MAX + k] ?? 0
	}
	for (const { parcel, ladderS } of saved.ladders) {
		ladderS.forEach((s, rung) => {
			web.ladderS[parcel * LADDER_RUNGS + rung] = s ?? Number.NaN
		})
	}
}
