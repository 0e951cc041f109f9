import type { LineConfig, Recipe } from '@emberline/line-config'
import type { SteadyLine } from '../line/model-port.ts'
import { carbonEnthalpyJPerKg } from '../physics/carbon.ts'
import { GAS_CONSTANT } from '../physics/constants.ts'
import { type FurnaceModule, steadyWallK } from '../physics/furnace-zone.ts'
import type { ZoneBalance } from '../port.ts'
import type { LineLayout } from './line-layout.ts'
import type { KeptValue, ModulePoint, RunningPoint } from './running-point.ts'
import { webHeatOf } from './web-heat.ts'

/** One member's running point out of its steady line. */
export function runningPoint(line: LineConfig, layout: LineLayout, recipe: Recipe, steady: SteadyLine): RunningPoint {
	const { controls, parcel, product } = steady
	const { heating } = line.stations
	const zones = heatingZones(steady)
	const furnaceGridW = (zones.reduce((sum, zone) => sum + zone.electricalKW, 0) * 1000) / heating.gridEfficiency
	return {
		recipe: recipe.id,
		webSpeedMPerS: controls.webSpeedMPerS,
		modules: zones.map((zone, n) => modulePoint(zone, controls.emitterSetpointK[n]!, layout.modules[n]!.furnace)),
		webHeat: webHeatOf({
			inletK: zones[0]!.webInK,
			webSpeedMPerS: controls.webSpeedMPerS,
			bareJPerMK: bareJPerMK(line, zones[0]!.webInK),
			modules: zones.map((zone, n) => ({
				emitterK: controls.emitterSetpointK[n]!,
				lengthM: layout.moduleLengthM[n]!,
				webW: zone.toWebKW * 1000,
				webOutK: zone.webOutK,
			})),
		}),
		productKgPerM: product.netGPerH / 1000 / 3600 / controls.webSpeedMPerS,
		dryLoadingKgPerM2: parcel.dryLoadingKgPerM2,
		peakK: parcel.peakK,
		doseEqS: parcel.doseEqS,
		doseAfterS: parcel.doseEqS - zones.reduce((sum, zone) => sum + zone.doseEqS, 0),
		good: isGood(recipe, parcel),
		doseLimitS: doseLimitS(recipe, parcel),
		spliceDistanceM: recipe.good.spliceDistanceM,
		dose: recipe.dose,
		freshWaterM3PerS: controls.freshWaterM3PerS,
		otherGridW: Math.max(product.wholeLineKW * 1000 - furnaceGridW - line.auxiliaries.drivesPowerW, 0),
		kept: keptValues(line, recipe, steady),
		standingLoss: 1,
		standingShare: STANDING_SHARE,
		shown: { zone: zones.map(() => 1), line: 1, water: 1 },
	}
}

/** Dryers are kept hot and the wash runs on while the web stands: about this share of their power [A]. */
const STANDING_SHARE = 0.4

const heatingZones = (steady: SteadyLine): readonly ZoneBalance[] => steady.zones.filter((zone) => zone.station === 'Heating')

function modulePoint(zone: ZoneBalance, emitterK: number, furnace: FurnaceModule): ModulePoint {
	return {
		emitterK,
		wallK: steadyWallK(furnace, emitterK),
		electricalW: zone.electricalKW * 1000,
		webW: zone.toWebKW * 1000,
		gasW: zone.toGasKW * 1000,
		slotsW: zone.toSlotsKW * 1000,
		wallsW: zone.toWallsKW * 1000,
		coolantW: zone.toCoolantKW * 1000,
		doseEqS: zone.doseEqS,
	}
}

/** Web runs bare while emitters go from one recipe to another: cloth heated to about this [A]. */
const BARE_WEB_K = 1200

/** Mean heat of a metre of bare web, J/mK. */
function bareJPerMK({ web }: LineConfig, inletK: number): number {
	return (web.clothArealMassKgPerM2 * web.clothWidthM * carbonEnthalpyJPerKg(inletK, BARE_WEB_K)) / (BARE_WEB_K - inletK)
}

/** What recipe and line limit, as the steady line has it. */
function keptValues({ limits }: LineConfig, { good }: Recipe, steady: SteadyLine): readonly KeptValue[] {
	const { parcel, product, controls } = steady
	const one = (name: string, value: number, limit: number, unit: string, most = true, per = 1): KeptValue => ({
		name,
		value,
		limit,
		most,
		unit,
		per,
	})
	return [
		one('peak temperature, most', parcel.peakK, good.peakK[1], 'K'),
		one('peak temperature, least', parcel.peakK, good.peakK[0], 'K', false),
		one('mean size', parcel.sizeNm, good.sizeMaxNm, 'nm'),
		one('reduction', parcel.reduction, good.reductionMin, '%', false, 100),
		...controls.emitterSetpointK.map((k, n) => one(`emitter ${n + 1}`, k, limits.emitterTemperatureMaxK, 'K')),
		one(
			'web leaving the quench',
			steady.samples.findLast(({ station }) => station === 'Quench')?.temperatureK ?? 0,
			limits.quenchExitTemperatureMaxK,
			'K',
		),
		one('moisture into the furnace', parcel.moistureKgPerKg, limits.furnaceMoistureMaxKgPerKg, '%', true, 100),
		one('volatile velocity', product.volatileVelocityMaxMPerS, limits.volatileVelocityMaxMPerS, 'm/s'),
		one('residual NaCl', product.residualNaClWtpct, limits.residualNaClMaxWtpct, 'wt%'),
		one('water', product.waterLPerKg, limits.waterPerProductMaxM3PerKg * 1000, 'L/kg'),
		one('energy', product.energyKWhPerKg, limits.energyPerProductMaxJPerKg / 3.6e6, 'kWh/kg'),
	]
}

/** Whether powder with this history is good by its recipe, splices aside. */
export function isGood(
	recipe: Recipe,
	parcel: { readonly peakK: number; readonly sizeNm: number; readonly reduction: number },
): boolean {
	const { peakK, sizeMaxNm, reductionMin } = recipe.good
	const atPeak = parcel.peakK >= peakK[0] && parcel.peakK <= peakK[1]
	return atPeak && parcel.sizeNm <= sizeMaxNm && parcel.reduction >= reductionMin
}

/**
 * Dose at which the powder reaches the size limit [s].
 *
 *   d^n = Xm (dForm^n + Theta),  Theta in proportion to the dose
 *
 * Theta of the pass is k0 exp(-Ea/(R Tref)) times its dose, with dose and coarsening of one activation energy.
 */
function doseLimitS(
	recipe: Recipe,
	parcel: { readonly sizeNm: number; readonly reduction: number; readonly doseEqS: number },
): number {
	const { exponent, coarseningRateNm3PerS } = recipe.growth
	const rate =
		coarseningRateNm3PerS.value * Math.exp(-recipe.dose.activationEnergyJPerMol / (GAS_CONSTANT * recipe.dose.referenceK))
	const room = (recipe.good.sizeMaxNm ** exponent - parcel.sizeNm ** exponent) / Math.max(parcel.reduction, 1e-3)
	return Math.max(parcel.doseEqS + room / rate, 0)
}
