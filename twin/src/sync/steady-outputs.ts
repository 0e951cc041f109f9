import {
	ALLOY_HEAT_J_PER_MOL_K,
	CITRATE_MOLAR_MASS_KG_PER_MOL,
	type LineConfig,
	METALS,
	type MetalSymbol,
	type Recipe,
} from '@emberline/line-config'
import type { ModelParameters, SteadyLine } from '../line/model-port.ts'
import { brineConductivityMSPerCm, molalityMolPerKg, recipeFractions, stageSaltKgPerKg } from '../physics/index.ts'
import { SOFT_ESTIMATES, type SoftEstimate } from '../port.ts'
import { alongPath, linePlaces, profileGridM } from './line-places.ts'
import { dosing, type InstrumentView, observablesOf, watchedPlacesM } from './observables.ts'

/** What a steady line gives, as plain rows: readings in the order of `observablesOf`, soft sensors in that of SOFT_ESTIMATES, profile on the grid. */
export interface SteadyOutputs {
	readonly expected: readonly (number | null)[]
	readonly soft: readonly (number | null)[]
	readonly profileK: readonly (number | null)[]
}

/** Rows of a steady line; null where it has no value. */
export function steadyOutputs(
	config: LineConfig,
	recipe: Recipe,
	steady: SteadyLine,
	parameters: ModelParameters,
): SteadyOutputs {
	const view = steadyView(config, recipe, steady, parameters)
	const sM = steady.samples.map((s) => s.sM)
	const temperatureK = steady.samples.map((s) => s.temperatureK)
	const { parcel, product } = steady
	const soft: Record<SoftEstimate, number | null> = {
		peakK: parcel.peakK,
		heatRateKPerS: parcel.heatRateKPerS,
		quenchRateKPerS: parcel.quenchRateKPerS,
		tAboveS: parcel.tAboveS,
		doseEqS: parcel.doseEqS,
		sizeNm: parcel.sizeNm,
		residualNaClWtpct: product.residualNaClWtpct,
		moisturePct: parcel.moistureKgPerKg * 100,
		netGPerH: product.netGPerH,
		furnaceGPerH: product.furnaceGPerH,
		kWhPerKg: product.energyKWhPerKg,
	}
	return {
		expected: observablesOf(config).map((o) => finiteOrNull(o.expected(view))),
		soft: SOFT_ESTIMATES.map((name) => finiteOrNull(soft[name])),
		profileK: profileGridM(config).map((s) => finiteOrNull(alongPath(sM, temperatureK, s))),
	}
}

function steadyView(config: LineConfig, recipe: Recipe, steady: SteadyLine, parameters: ModelParameters): InstrumentView {
	const places = linePlaces(config)
	const sM = steady.samples.map((s) => s.sM)
	const temperatureK = steady.samples.map((s) => s.temperatureK)
	const moisture = steady.samples.map((s) => s.moistureKgPerKg)
	const dosed = dosing(config, steady.controls, parameters.feeder)
	return {
		webK: new Map(watchedPlacesM(places).map((m) => [m, alongPath(sM, temperatureK, m)])),
		moistureKgPerKg: alongPath(sM, moisture, places.moistureGaugeM),
		powerKW: steady.zones.filter((z) => z.station === 'Heating').map((z) => z.electricalKW),
		emitterK: steady.controls.emitterSetpointK,
		wallK: [],
		arealKgPerM2: dosed.kgPerM2,
		dosedKgPerS: dosed.kgPerS,
		conductivityMSPerCm: steadyConductivity(config, recipe, steady, parameters),
		scaleKgPerS: steady.product.netGPerH / 3.6e6,
	}
}

/** Stage conductivities that a steady wash comes to, mS/cm at 25 degC. */
function steadyConductivity(
	config: LineConfig,
	recipe: Recipe,
	{ controls, product }: SteadyLine,
	parameters: ModelParameters,
): number[] {
	const { wash } = config.stations
	const { precursor } = recipe
	const fractions = recipeFractions({
		metals: Object.entries(precursor.metals).map(([symbol, moles]) => {
			const metal = METALS[symbol as MetalSymbol]
			return {
				moles,
				molarMassKgPerMol: metal.molarMassKgPerMol,
				saltMolarMassKgPerMol: metal.salt.molarMassKgPerMol,
				reductionJPerKg: metal.reductionJPerKg,
			}
		}),
		citrateMolPerMol: precursor.citratePerMetalMolPerMol.value,
		citrateMolarMassKgPerMol: CITRATE_MOLAR_MASS_KG_PER_MOL,
		naclKgPerKgCitrate: precursor.saltPerCitrateKgPerKg.value,
		alloyHeatJPerMolK: ALLOY_HEAT_J_PER_MOL_K,
	})
	const dry = dosing(config, controls, parameters.feeder).kgPerS / (1 + controls.feedMoistureKgPerKg)
	const productKgPerS = product.furnaceGPerH / 3.6e6
	const salt = stageSaltKgPerKg({
		stages: wash.stages,
		salt: dry * fractions.nacl,
		water: controls.freshWaterM3PerS * 1000,
		retained: wash.retainedWaterM3PerKg * 1000 * parameters.wash * productKgPerS,
	})
	return salt.map((x) => brineConductivityMSPerCm({ molalityMolPerKg: molalityMolPerKg(x), waterTemperatureK: 298.15 }))
}

const finiteOrNull = (x: number | null) => (x !== null && Number.isFinite(x) ? x : null)
