import type { LineConfig } from '@emberline/line-config'
import type { StationName, ZoneBalance } from '../port.ts'

/** Flows of one zone, W. */
export interface ZoneFlows {
	readonly electricalW: number
	readonly gasW: number
	readonly slotsW: number
	/** Out of the walls, into hall and coolant together. */
	readonly wallsW: number
	/** Share of it that the coolant takes. */
	readonly coolantShare: number
	readonly storedW: number
	readonly sensibleW: number
	readonly fusionW: number
	readonly reactionW: number
	readonly evaporationW: number
	readonly marginW: number
	readonly radiationW: number
	readonly convectionW: number
	readonly doseEqS: number
	readonly webInK: number
	readonly webOutK: number
}

export const STILL: ZoneFlows = {
	electricalW: 0,
	gasW: 0,
	slotsW: 0,
	wallsW: 0,
	coolantShare: 0,
	storedW: 0,
	sensibleW: 0,
	fusionW: 0,
	reactionW: 0,
	evaporationW: 0,
	marginW: 0,
	radiationW: 0,
	convectionW: 0,
	doseEqS: 0,
	webInK: 0,
	webOutK: 0,
}

/** Below this a zone is cold, and its flows are the last digits of temperatures. */
const LEAST_W = 1

/** The account of a zone in kW, with its closure: what is unaccounted for over the largest term, or over 1 W where all are less. */
export function zoneBalance(station: StationName, zone: number, f: ZoneFlows): ZoneBalance {
	const kW = (w: number) => w / 1000
	const toWebW = f.sensibleW + f.fusionW + f.reactionW + f.evaporationW + f.marginW
	const toCoolantW = f.wallsW * f.coolantShare
	const toWallsW = f.wallsW - toCoolantW
	const largest = Math.max(
		Math.abs(f.electricalW),
		Math.abs(toWebW),
		Math.abs(f.gasW),
		Math.abs(f.slotsW),
		Math.abs(toWallsW),
		Math.abs(toCoolantW),
		Math.abs(f.storedW),
	)
	const open = f.electricalW - toWebW - f.gasW - f.slotsW - toWallsW - toCoolantW - f.storedW
	return {
		station,
		zone,
		electricalKW: kW(f.electricalW),
		toWebKW: kW(toWebW),
		toGasKW: kW(f.gasW),
		toSlotsKW: kW(f.slotsW),
		toWallsKW: kW(toWallsW),
		toCoolantKW: kW(toCoolantW),
		storedKW: kW(f.storedW),
		closure: open / Math.max(largest, LEAST_W),
		web: {
			sensibleKW: kW(f.sensibleW),
			fusionKW: kW(f.fusionW),
			reactionKW: kW(f.reactionW),
			evaporationKW: kW(f.evaporationW),
			marginKW: kW(f.marginW),
			radiationKW: kW(f.radiationW),
			convectionKW: kW(f.convectionW),
		},
		doseEqS: f.doseEqS,
		webInK: f.webInK,
		webOutK: f.webOutK,
	}
}

/**
 * Account of a drying zone from the water that leaves the web: heaters = water/efficiency, the rest goes out with the air. In a vacuum
 * chamber the heaters sublime the ice (and what they lose goes out of the walls), and a coolant takes the heat of freezing.
 */
export function dryingBalance(
	config: LineConfig,
	zone: number,
	p: { readonly latentW: number; readonly sensibleW: number; readonly webInK: number; readonly webOutK: number },
): ZoneBalance {
	const { drying } = config.stations
	if (drying.method === 'freeze') {
		const electricalW = p.latentW / drying.efficiency
		const lostW = electricalW - p.latentW
		const frozenW = -p.sensibleW
		const wallsW = lostW + frozenW
		return zoneBalance('Drying', zone, {
			...STILL,
			electricalW,
			wallsW,
			coolantShare: wallsW === 0 ? 0 : frozenW / wallsW,
			sensibleW: p.sensibleW,
			evaporationW: p.latentW,
			radiationW: p.latentW,
			convectionW: p.sensibleW,
			webInK: p.webInK,
			webOutK: p.webOutK,
		})
	}
	const toWebW = p.latentW + p.sensibleW
	const electricalW = toWebW / drying.efficiency
	return zoneBalance('Drying', zone, {
		...STILL,
		electricalW,
		gasW: electricalW - toWebW,
		sensibleW: p.sensibleW,
		evaporationW: p.latentW,
		convectionW: toWebW,
		webInK: p.webInK,
		webOutK: p.webOutK,
	})
}

/**
 * Account of the quench: the web gives heat to plates (coolant, by radiation), chilled roll (coolant; `rollW`, the part of the convection that
 * comes from it) and jets (gas); the margin in the same proportion.
 */
export function quenchBalance(
	p: Pick<ZoneFlows, 'radiationW' | 'convectionW' | 'fusionW' | 'reactionW' | 'marginW' | 'doseEqS' | 'webInK' | 'webOutK'>,
	rollW = 0,
): ZoneBalance {
	const coatedW = p.radiationW + p.convectionW
	const withMargin = coatedW === 0 ? 1 : (coatedW + p.marginW) / coatedW
	const gasW = coatedW === 0 ? -p.marginW : -(p.convectionW - rollW) * withMargin
	return zoneBalance('Quench', 1, {
		...STILL,
		...p,
		sensibleW: coatedW - p.fusionW - p.reactionW,
		gasW,
		wallsW: coatedW === 0 ? 0 : -(p.radiationW + rollW) * withMargin,
		coolantShare: 1,
	})
}

/** Account of wash and product dryer: water of the filter cake, the dryer's losses and the ultrasonics. */
export function washBalance(config: LineConfig, productKgPerS: number): ZoneBalance {
	const { cakeWaterKgPerKg, cakeWaterHeatJPerKg, productDryerEfficiency } = config.auxiliaries
	const evaporationW = productKgPerS * cakeWaterKgPerKg * cakeWaterHeatJPerKg
	const dryerW = evaporationW / productDryerEfficiency
	const ultrasonicW = config.stations.wash.ultrasonicPowerW
	const waterK = config.stations.wash.temperatureK
	return zoneBalance('Wash', 1, {
		...STILL,
		electricalW: dryerW + ultrasonicW,
		gasW: dryerW - evaporationW,
		wallsW: ultrasonicW,
		evaporationW,
		convectionW: evaporationW,
		webInK: waterK,
		webOutK: config.stations.wash.productDryerTemperatureK,
	})
}

/**
 * Whole line from the grid [kW]: furnace over grid efficiency, dryers, wash, chiller on the quench heat, drives and fans; with a freeze-dryer
 * its refrigeration, which freezes the water and then takes its vapour as frost.
 */
export function wholeLineKW(config: LineConfig, zones: readonly ZoneBalance[]): number {
	const { drying } = config.stations
	let total = config.auxiliaries.drivesPowerW / 1000
	for (const zone of zones) {
		if (zone.station === 'Heating') total += zone.electricalKW / config.stations.heating.gridEfficiency
		else if (zone.station === 'Quench') total += Math.max(0, -zone.toWebKW) / config.auxiliaries.chillerCop
		else total += zone.electricalKW
		if (zone.station === 'Drying' && drying.method === 'freeze')
			total += (zone.toCoolantKW + zone.web.evaporationKW) / drying.refrigerationCop
	}
	return total
}
