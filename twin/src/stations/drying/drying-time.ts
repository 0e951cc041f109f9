import type { LineConfig } from '@emberline/line-config'
import { dryingTimeS, dryMoistureKgPerKg } from '../../physics/drying.ts'
import { freezeDryingTimeS } from '../../physics/freeze-drying.ts'
import { type AirZone, dryingZones } from './process.ts'

/** What the drying station has to do, and the web that it takes at this speed. */
export interface DryingDuty {
	readonly method: 'convective' | 'freeze'
	/** Of the ice that sublimes, or of the wet layer in the last zone (wet bulb). */
	readonly frontK: number
	/** From the moisture as fed to the line's limit on moisture into the furnace; infinite where this dryer never gets there. */
	readonly neededS: number
	readonly thereS: number
	/** Of web in the dryer, at this speed. */
	readonly neededM: number
	readonly thereM: number
}

/** Time and web length that drying takes: exact for each zone; a dryer too short is reckoned on at the air of its last zone. */
export function dryingDuty(
	config: LineConfig,
	p: {
		readonly webSpeedMPerS: number
		readonly dryLoadingKgPerM2: number
		readonly feedMoistureKgPerKg: number
		readonly dryerAirK: readonly number[]
		/** Factor on the drying rate. */
		readonly rate: number
	},
): DryingDuty {
	const { drying } = config.stations
	const thereM = drying.toM - drying.fromM
	const thereS = thereM / p.webSpeedMPerS
	const target = config.limits.furnaceMoistureMaxKgPerKg
	const zones = dryingZones(drying, p.dryerAirK, p.rate)
	const first = zones[0]
	let neededS: number
	let frontK: number
	if (first?.method === 'freeze') {
		const waterKgPerM2 = Math.max(0, p.feedMoistureKgPerKg - target) * p.dryLoadingKgPerM2
		neededS = freezeDryingTimeS({ ...first.cake, waterKgPerM2 }) / first.rate
		frontK = first.cake.frontTemperatureK
	} else {
		const air = zones as readonly AirZone[]
		neededS = airDryingS(air, { ...p, target, zoneS: thereS / air.length })
		frontK = air[air.length - 1]?.wetBulbK ?? Number.NaN
	}
	return { method: drying.method, frontK, neededS, thereS, neededM: neededS * p.webSpeedMPerS, thereM }
}

function airDryingS(
	zones: readonly AirZone[],
	p: {
		readonly dryLoadingKgPerM2: number
		readonly feedMoistureKgPerKg: number
		readonly target: number
		/** Time in each zone. */
		readonly zoneS: number
	},
): number {
	let moisture = p.feedMoistureKgPerKg
	let passedS = 0
	for (const [z, zone] of zones.entries()) {
		const layer = { dryLoadingKgPerM2: p.dryLoadingKgPerM2, ...zone }
		const restS = dryingTimeS(layer, moisture, p.target)
		if (restS <= p.zoneS || z === zones.length - 1) return passedS + restS
		moisture = dryMoistureKgPerKg(layer, moisture, p.zoneS)
		passedS += p.zoneS
	}
	return passedS
}
