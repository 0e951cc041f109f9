import type { LineConfig } from '@emberline/line-config'

/** Places along the web path that instruments look at, m from the coating nip. */
export interface LinePlaces {
	readonly zoneEndM: readonly number[]
	readonly quenchInM: number
	readonly quenchOutM: number
	readonly dryerOutM: number
	readonly moistureGaugeM: number
	readonly arealGaugeM: number
	readonly scraperM: number
}

export function linePlaces(config: LineConfig): LinePlaces {
	const { feed, drying, heating, quench, wash } = config.stations
	let endM = heating.fromM
	const zoneEndM = heating.modules.map((module) => {
		endM += module.lengthM
		return endM
	})
	return {
		zoneEndM,
		quenchInM: quench.fromM,
		quenchOutM: quench.fromM + quench.lengthM,
		dryerOutM: drying.toM,
		moistureGaugeM: drying.moistureGaugeAtM,
		arealGaugeM: feed.arealGaugeAtM,
		scraperM: wash.scraperAtM,
	}
}

/**
 * Web temperature just before a place where the surroundings change at once [K], from a profile that is straight between parcels.
 *
 *   T(end) = 2 T(end - d) - T(end - 2 d),  d = the spacing of parcels
 *
 * A straight line between the parcels on either side of the furnace exit would cut the corner off, by some 60 K.
 */
export function beforeKinkM(endM: number, spacingM: number): readonly [number, number] {
	return [endM - spacingM, endM - 2 * spacingM]
}

export const atKinkK = (nearK: number, farK: number): number => 2 * nearK - farK

/** Furnace and quench are seen in steps of 20 mm at most, the rest of the path in steps of 100 mm at most. */
const FINE_M = 0.02
const COARSE_M = 0.1

/** Grid of the frame's profile: from the nip to the scraper, with every boundary on it. */
export function profileGridM(config: LineConfig): readonly number[] {
	const { heating } = config.stations
	const places = linePlaces(config)
	const fineFromM = Math.max(0, heating.fromM - 0.1)
	const grid = [0]
	const upTo = (endM: number, stepM: number) => {
		const startM = grid.at(-1) as number
		const steps = Math.ceil((endM - startM) / stepM - 1e-9)
		for (let i = 1; i <= steps; i++) grid.push(round(startM + ((endM - startM) * i) / steps))
	}
	upTo(fineFromM, COARSE_M)
	for (const m of [heating.fromM, ...places.zoneEndM, places.quenchInM, places.quenchOutM]) upTo(m, FINE_M)
	upTo(places.scraperM, COARSE_M)
	return grid
}

const round = (m: number) => Math.round(m * 1e6) / 1e6

/** Straight line between samples of a path that goes forward. */
export function alongPath(sM: readonly number[], value: readonly number[], atM: number): number {
	const last = sM.length - 1
	if (last < 0) return Number.NaN
	if (atM <= (sM[0] as number)) return value[0] as number
	if (atM >= (sM[last] as number)) return value[last] as number
	let low = 0
	let high = last
	while (high - low > 1) {
		const middle = (low + high) >> 1
		if ((sM[middle] as number) <= atM) low = middle
		else high = middle
	}
	const [a, b] = [sM[low] as number, sM[high] as number]
	const share = b > a ? (atM - a) / (b - a) : 0
	return (value[low] as number) + share * ((value[high] as number) - (value[low] as number))
}
