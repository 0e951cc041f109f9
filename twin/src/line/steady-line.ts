import type { LineConfig, Recipe } from '@emberline/line-config'
import type { ZoneBalance } from '../port.ts'
import { rollHeatW } from '../stations/quench/process.ts'
import { steadyWash } from '../stations/wash/process.ts'
import { distributionOf, evaporatedShares, massesOf, sizesNm } from '../web/powder-result.ts'
import { dryingBalance, quenchBalance, STILL, washBalance, wholeLineKW, zoneBalance } from './balances.ts'
import { checkControls } from './controls-range.ts'
import type { LineControls, ModelParameters, PathSample, SteadyLine, SteadyProduct } from './model-port.ts'
import { nominalParameters } from './parameters.ts'
import { parcelRecord } from './parcel-record.ts'
import { furnaceLengthM, type Place, placesOf, stationOf } from './places.ts'
import { type SteadyWalk, type StopSight, steadyWalk, webHeatW } from './steady-walk.ts'

const KG_PER_S_TO_G_PER_H = 3.6e6
/** Some micrograms an hour: less is no product that anything could be told per kilogram of. */
const LEAST_KG_PER_S = 1e-12

/**
 * The line at fixed controls once everything has settled: accounts of all zones, one parcel's life, its path and the product.
 * Found by a fixed point over one parcel; a thousand times cheaper than running until it settles. Throws an InputRangeError that names
 * the field and its range when the web stands or a control or factor is none that a line can run at. `hotStepS`: a sample of the path so often
 * in furnace and quench [s]; a coarser path is cheaper and changes the rest by less than 2e-4 of itself, the greatest velocity of the volatiles by 5e-3.
 */
export function steadyLine(
	config: LineConfig,
	recipe: Recipe,
	controls: LineControls,
	parameters: ModelParameters = nominalParameters(config),
	hotStepS = 0.1,
): SteadyLine {
	checkControls(config, controls)
	const samples: PathSample[] = []
	const atM = sampleStopsM(config, controls, hotStepS)
	const walk = steadyWalk(config, recipe, controls, parameters, {
		atM,
		arrive: (sight) => samples.push(sampleAt(atM[sight.stop] ?? 0, sight)),
	})
	const masses = massesOf(walk.web, 0, walk.powder)
	const areaPerS = controls.webSpeedMPerS * config.web.coatedWidthM
	const furnaceKgPerS = (masses.alloy + masses.char) * areaPerS
	const netKgPerS = furnaceKgPerS * scaleYield(config, parameters)
	const zones = steadyZones(config, controls, walk, netKgPerS)
	const passS = furnaceLengthM(config) / controls.webSpeedMPerS
	return {
		controls,
		zones,
		emitterGasK: walk.modules.map((module) => module.gasK),
		emitterK: walk.modules.map((module) => module.emitterK),
		parcel: parcelRecord(walk.web, 0, walk.powder, { scraperS: walk.web.clockS[0] ?? null, passS }),
		samples,
		product: steadyProduct(config, controls, parameters, walk, { furnaceKgPerS, netKgPerS, areaPerS, zones }),
	}
}

/** Share of the product at the furnace that reaches the scale. */
export function scaleYield(config: LineConfig, parameters: ModelParameters): number {
	return config.stations.wash.transferYield * config.stations.wash.washYield * parameters.yield
}

/** Every parcel length along the path, more often in furnace and quench, and both ends of each place. */
function sampleStopsM(config: LineConfig, controls: LineControls, hotStepS: number): number[] {
	const stops = new Set<number>()
	const rounded = (m: number) => Math.round(m * 1e9) / 1e9
	for (const place of placesOf(config, controls.quenchLengthM)) {
		const hot = place.kind === 'heating' || place.kind === 'gap' || place.kind === 'quench'
		const stepM = hot ? Math.min(config.web.parcelLengthM, hotStepS * controls.webSpeedMPerS) : config.web.parcelLengthM
		const fromM = Math.max(0, place.fromM)
		const count = Math.ceil((place.toM - fromM) / stepM - 1e-9)
		for (let k = 0; k < count; k++) stops.add(rounded(fromM + k * stepM))
		stops.add(rounded(place.toM))
	}
	return [...stops].sort((a, b) => a - b)
}

function sampleAt(sM: number, { web, powder, conditions, placeIndex }: StopSight): PathSample {
	const place = conditions.places[placeIndex] as Place
	return {
		sM,
		tS: web.clockS[0] ?? 0,
		...stationOf(place),
		temperatureK: web.temperatureK[0] ?? 0,
		moistureKgPerKg: web.moistureKgPerKg[0] ?? 0,
		x1: web.x1[0] ?? 0,
		x2: web.x2[0] ?? 0,
		xm: web.xm[0] ?? 0,
		meltFraction: web.meltFraction[0] ?? 0,
		sizeNm: sizesNm(web, 0, powder).sizeNm,
		emitterK: place.kind === 'heating' ? (conditions.around[placeIndex]?.surfaceK ?? null) : null,
	}
}

/** Accounts of all zones at rest, from feed to wash. */
function steadyZones(config: LineConfig, controls: LineControls, walk: SteadyWalk, netKgPerS: number): ZoneBalance[] {
	const { conditions } = walk
	const areaPerS = controls.webSpeedMPerS * conditions.coatedWidthM
	const marginPerS = controls.webSpeedMPerS * conditions.marginWidthM
	const room = { webInK: conditions.roomK, webOutK: conditions.roomK }
	const zones = [zoneBalance('Feed', 1, { ...STILL, ...room })]
	conditions.places.forEach((place, index) => {
		const taken = walk.taken[index]!
		const ends = { webInK: walk.inK[index] ?? 0, webOutK: walk.outK[index] ?? 0 }
		if (place.kind === 'drying') {
			const water = { latentW: taken.latent * areaPerS, sensibleW: taken.sensible * areaPerS }
			zones.push(dryingBalance(config, place.zone + 1, { ...water, ...ends }))
			return
		}
		const radiationW = taken.radiation * areaPerS
		const convectionW = taken.convection * areaPerS
		const web = {
			radiationW,
			convectionW,
			fusionW: taken.fusion * areaPerS,
			reactionW: taken.reaction * areaPerS,
			marginW: taken.margin * marginPerS,
			doseEqS: walk.doseS[index] ?? 0,
			...ends,
		}
		if (place.kind === 'quench') {
			const areaM2 = (place.toM - place.fromM) * conditions.coatedWidthM
			zones.push(quenchBalance(web, rollHeatW(config.stations.quench, { ...taken, areaM2 })))
		}
		if (place.kind !== 'heating') return
		const module = walk.modules[place.zone]!
		zones.push(
			zoneBalance('Heating', place.zone + 1, {
				...STILL,
				...web,
				sensibleW: radiationW + convectionW - web.fusionW - web.reactionW,
				electricalW: webHeatW(taken, conditions, controls.webSpeedMPerS) + module.gasOutW + module.slotW + module.wallW,
				gasW: module.gasOutW,
				slotsW: module.slotW,
				wallsW: module.wallW,
				coolantShare: config.stations.heating.coolant?.share ?? 0,
			}),
		)
	})
	zones.push(washBalance(config, netKgPerS))
	return zones
}

/** What arrives at the scale, and what it took. */
function steadyProduct(
	config: LineConfig,
	controls: LineControls,
	parameters: ModelParameters,
	walk: SteadyWalk,
	p: {
		readonly furnaceKgPerS: number
		readonly netKgPerS: number
		readonly areaPerS: number
		readonly zones: readonly ZoneBalance[]
	},
): SteadyProduct {
	const { web, powder } = walk
	const masses = massesOf(web, 0, powder)
	const product = masses.alloy + masses.char
	const wash = steadyWash(config.stations.wash, {
		productKgPerS: p.furnaceKgPerS,
		saltKgPerS: masses.nacl * p.areaPerS,
		freshWaterM3PerS: controls.freshWaterM3PerS,
		retention: parameters.wash,
	})
	const wholeKW = wholeLineKW(config, p.zones)
	const perKg = (value: number) => (p.netKgPerS > LEAST_KG_PER_S ? value / p.netKgPerS : 0)
	return {
		feedGPerH: walk.dryLoadingKgPerM2 * p.areaPerS * KG_PER_S_TO_G_PER_H,
		furnaceGPerH: p.furnaceKgPerS * KG_PER_S_TO_G_PER_H,
		netGPerH: p.netKgPerS * KG_PER_S_TO_G_PER_H,
		sizeNm: sizesNm(web, 0, powder).sizeNm,
		...distributionOf(web, 0, powder),
		alloyWtpct: product > 0 ? (100 * masses.alloy) / product : 0,
		reduction: web.xm[0] ?? 0,
		evaporated: evaporatedShares(web, 0, powder),
		evaporatedNaClKgPerM2: masses.evaporatedNaCl,
		residualNaClWtpct: wash.residualNaClWtpct,
		waterLPerKg: perKg(controls.freshWaterM3PerS * 1000),
		energyKWhPerKg: perKg(wholeKW / 3600),
		wholeLineKW: wholeKW,
		brineWtpct: wash.brineWtpct,
		volatileVelocityMaxMPerS: web.ventMaxMPerS[0] ?? 0,
	}
}
