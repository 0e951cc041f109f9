/** Grams at the scale and metres lost since the twin started. Plain JSON. */
export interface Meters {
	readonly productG: number
	readonly scrapM: number
	/** Last readings of the plant's meters; null before the first. */
	readonly scaleG: number | null
	readonly defectiveM: number | null
	/** Last of the model's own. */
	readonly modelKg: number
}

export const METERS_ZERO: Meters = { productG: 0, scrapM: 0, scaleG: null, defectiveM: null, modelKg: 0 }

/** Counts on: by the plant's meters where it has them, else by the model's product and over-dosed web. A meter that falls was reset. */
export function counted(
	before: Meters,
	now: {
		readonly scaleG: number | undefined
		readonly defectiveM: number | undefined
		readonly modelKg: number
		readonly overDosedM: number
	},
): Meters {
	const rise = (meter: number, last: number | null) => (last === null ? 0 : Math.max(0, meter - last))
	const grams = now.scaleG === undefined ? Math.max(0, now.modelKg - before.modelKg) * 1000 : rise(now.scaleG, before.scaleG)
	const metres = now.defectiveM === undefined ? now.overDosedM : rise(now.defectiveM, before.defectiveM)
	return {
		productG: before.productG + grams,
		scrapM: before.scrapM + metres,
		scaleG: now.scaleG ?? before.scaleG,
		defectiveM: now.defectiveM ?? before.defectiveM,
		modelKg: now.modelKg,
	}
}
