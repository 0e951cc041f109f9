/**
 * The web as parcels, one typed array for each field, so that the inner loop touches plain numbers.
 * Per m2 of coated web; a time that has not come is NaN.
 */
const FIELDS = [
	/** Metres of web fed when the middle of the parcel passed the nip, and when that was. */
	'bornM',
	'bornS',
	/** Model time of this parcel's state. */
	'clockS',
	'dryLoadingKgPerM2',
	'moistureKgPerKg',
	/** Moisture as it entered the furnace. */
	'furnaceMoistureKgPerKg',
	'temperatureK',
	'meltFraction',
	/** Extents: citrate to char-1, char-1 to char-2, salt to metal. */
	'x1',
	'x2',
	'xm',
	/** Coarsening integral, nm^n. */
	'thetaNmN',
	'doseS',
	'zoneDoseS',
	'aboveS',
	'peakK',
	'peakS',
	/** First passage upwards, last passage downwards. */
	'up400S',
	'up700S',
	'down700S',
	'down600S',
	'down500S',
	'down90S',
	/** Temperature that `down90S` belongs to: 0.9 of the peak then. */
	'down90K',
	'meltStartS',
	'meltEndS',
	'freezeStartS',
	'freezeEndS',
	'evaporatedNaClKgPerM2',
	/** Gas given off by citrate and salt. */
	'gasKgPerM2',
	'ventMaxMPerS',
	'heatInS',
	'heatOutS',
	'quenchOutS',
	/** Time it stood in the furnace. */
	'stoodS',
	/** Ice that has gone in a vacuum chamber. */
	'sublimedKgPerM2',
	/** Length of the step that would come next. */
	'stepS',
] as const

export type ParcelField = (typeof FIELDS)[number]
export const PARCEL_FIELDS: readonly ParcelField[] = FIELDS

/** Most metals that a recipe may have. */
export const METALS_MAX = 9
/** First passage of every tenth kelvin on the way up, from which the time at 0.9 of the peak is read when the peak is known. */
export const LADDER_FROM_K = 310
export const LADDER_STEP_K = 10
export const LADDER_RUNGS = 128

export type Web = { readonly [K in ParcelField]: Float64Array } & {
	readonly capacity: number
	/** The fields once more, for what treats them all alike: by name V8 looks each up anew. */
	readonly columns: readonly Float64Array[]
	/** Index into the line's list of powders; -1: bare cloth. */
	readonly powder: Int32Array
	/** Index into the places along the path. */
	readonly place: Int32Array
	/** Evaporated metals, METALS_MAX a parcel, in the order of the recipe. */
	readonly evaporated: Float64Array
	readonly ladderS: Float64Array
	readonly rungs: Int32Array
}

/** Room for this many parcels; all empty. */
export function makeWeb(capacity: number): Web {
	const fields = Object.fromEntries(FIELDS.map((name) => [name, new Float64Array(capacity)])) as Record<ParcelField, Float64Array>
	return {
		...fields,
		capacity,
		columns: FIELDS.map((name) => fields[name]),
		powder: new Int32Array(capacity),
		place: new Int32Array(capacity),
		evaporated: new Float64Array(capacity * METALS_MAX),
		ladderS: new Float64Array(capacity * LADDER_RUNGS),
		rungs: new Int32Array(capacity),
	}
}

const NOT_YET: readonly ParcelField[] = [
	'up400S',
	'up700S',
	'down700S',
	'down600S',
	'down500S',
	'down90S',
	'meltStartS',
	'meltEndS',
	'freezeStartS',
	'freezeEndS',
	'heatInS',
	'heatOutS',
	'quenchOutS',
]

/** An empty parcel at rest: no powder, room temperature as given, nothing happened yet. */
export function clearParcel(web: Web, i: number, temperatureK: number): void {
	for (const column of web.columns) column[i] = 0
	for (const name of NOT_YET) web[name][i] = Number.NaN
	web.temperatureK[i] = temperatureK
	web.peakK[i] = temperatureK
	web.powder[i] = -1
	web.place[i] = 0
	web.rungs[i] = 0
	web.evaporated.fill(0, i * METALS_MAX, (i + 1) * METALS_MAX)
}

/** All of one parcel's state into another place, of the same web or another. */
export function copyParcel(from: Web, i: number, to: Web, j: number): void {
	for (let k = 0; k < from.columns.length; k++) to.columns[k]![j] = from.columns[k]![i]!
	to.powder[j] = from.powder[i]!
	to.place[j] = from.place[i]!
	const rungs = from.rungs[i]!
	to.rungs[j] = rungs
	for (let k = 0; k < METALS_MAX; k++) to.evaporated[j * METALS_MAX + k] = from.evaporated[i * METALS_MAX + k]!
	for (let k = 0; k < rungs; k++) to.ladderS[j * LADDER_RUNGS + k] = from.ladderS[i * LADDER_RUNGS + k]!
}

/** Moves all instants of a parcel by the same time, as when a worked parcel is laid onto a running line. */
export function shiftParcelTime(web: Web, i: number, byS: number): void {
	web.bornS[i] = (web.bornS[i] ?? 0) + byS
	web.clockS[i] = (web.clockS[i] ?? 0) + byS
	web.peakS[i] = (web.peakS[i] ?? 0) + byS
	for (const name of NOT_YET) web[name][i] = (web[name][i] ?? Number.NaN) + byS
	const end = i * LADDER_RUNGS + (web.rungs[i] ?? 0)
	for (let k = i * LADDER_RUNGS; k < end; k++) web.ladderS[k] = (web.ladderS[k] ?? 0) + byS
}

/** The parcel enters the furnace: its thermal history begins here. */
export function beginHistory(web: Web, i: number, temperatureK: number): void {
	web.temperatureK[i] = temperatureK
	web.peakK[i] = temperatureK
	web.peakS[i] = web.clockS[i] ?? 0
	web.rungs[i] = 0
	web.heatInS[i] = web.clockS[i] ?? 0
}
