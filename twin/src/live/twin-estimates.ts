import { type LineConfig, type Recipe, uncertaintyOf } from '@emberline/line-config'
import type { LineControls, ModelParameters, ParcelRecord } from '../line/model-port.ts'
import type { Diagnosis } from '../monitor/diagnosis.ts'
import { carbonHeatJPerKgK } from '../physics/carbon.ts'
import { CLOTH_EMISSIVITY, POWDER_EMISSIVITY_GAIN, POWDER_EMISSIVITY_WHITE } from '../physics/radiation.ts'
import { naclSolidHeatJPerKgK } from '../physics/sodium-chloride.ts'
import type { Estimate } from '../port.ts'
import { quenchFilmWPerM2K } from '../stations/quench/process.ts'
import type { Estimator } from '../sync/estimator.ts'
import type { Whiteness } from '../sync/sensor-level.ts'
import { type Powder, powderOf } from '../web/powder.ts'

/** A slow parameter in the unit of its name. `resolved`: the data have at least halved what was not known of it beforehand. */
export interface ParameterEstimate extends Estimate {
	readonly param: string
	readonly unit: string
	readonly resolved: boolean
}

/** Web that passed the scraper within the last tick. */
export interface LeftParcel extends ParcelRecord {
	/** Plant time of the model's second 0, ms. */
	readonly zeroMs: number
	/** Encoder reading, resets added up, as it passed the coating nip. */
	readonly positionM: number
	/** It was on the web before the twin was: nobody saw how it was made. */
	readonly assumed: boolean
}

/** What the twin knows beyond its frame; of the last tick. */
export interface TwinEstimates {
	/** What is behind each tag without noise, lag and bias, in the unit of the tag. */
	readonly tags: readonly ({ readonly tag: string } & Estimate)[]
	readonly parameters: readonly ParameterEstimate[]
	/** Squared normalised innovations, and how many, since the start. */
	readonly compared: { readonly nis: number; readonly dof: number }
	readonly left: readonly LeftParcel[]
	/** Diagnoses raised and cleared with the last tick. */
	readonly diagnoses: readonly Diagnosis[]
	/** How well the innovations of each instrument behave, in the last minutes. */
	readonly sensors: readonly ({ readonly tag: string } & Whiteness)[]
	/** Web up to the end of the quench has run under the same conditions, and since when; null while it has not. */
	readonly steady: SteadyRunning | null
}

/** What a line runs at that runs steadily. */
export interface SteadyRunning {
	/** Since the conditions are these [ms]. */
	readonly sinceMs: number
	/** Id of the recipe. */
	readonly recipe: string
	/** As measured now. */
	readonly controls: LineControls
}

/** Loading of the areal heat capacity that is told [kg/m2], and its temperature [K]. */
const TOLD_LOADING = 0.1
const TOLD_K = 1000
/** The encoder is compared with nothing: its gain keeps what is thought of encoders of its kind [A]. */
export const ENCODER_GAIN_SD = 0.01
const RESOLVED_SHARE = 0.5

/**
 * Parameters with a meaning outside the model. Losses of a zone are those of now, with the spread of the factor on them; the quench coefficient is of both sides together at the present gas flow; effective emissivity is the mean of cloth and charred
 * powder as the factor moves it; areal heat capacity is of cloth and 100 g/m2 of the recipe's dry powder at 1000 K.
 */
export function parameterEstimates(p: {
	readonly line: LineConfig
	readonly estimator: Estimator
	readonly recipe: Recipe
	readonly controls: LineControls
	/** Of each heating module now: what leaves it but not with the web. */
	readonly lossKW: readonly number[]
}): readonly ParameterEstimate[] {
	const { line, estimator } = p
	const { learning } = estimator
	const { parameters, parameterSd: sd, count, filter } = learning
	const zones = line.stations.heating.modules.length
	const prior = uncertaintyOf(line).map((one) => one.sd)
	const factor = (param: string, unit: string, nominal: number, x: number, own: number, before: number): ParameterEstimate => ({
		param,
		unit,
		x: nominal * x,
		sd: nominal * own,
		resolved: own < RESOLVED_SHARE * before,
	})
	const { emissivity, heat, film } = toldNominals(line, p.recipe, p.controls, parameters)
	const after = zones + 1
	const at = (i: number) => prior[i] ?? 0
	const bias = (i: number): Estimate => ({ x: filter.mean[count + i] as number, sd: filter.sd(count + i) })
	const areal = bias(zones)
	return [
		...p.lossKW.map((x, i): ParameterEstimate => {
			const own = sd.zoneLoss[i] as number
			const share = own / Math.max(parameters.zoneLoss[i] as number, 0.01)
			const resolved = own < RESOLVED_SHARE * at(1 + i)
			return { param: `zone${i + 1}_loss_kW`, unit: 'kW', x, sd: share * Math.abs(x), resolved }
		}),
		...Array.from({ length: zones }, (_, i): ParameterEstimate => {
			const one = bias(i)
			const before = line.uncertainty.pyrometerDeltaK
			return { param: `pyro${i + 1}_bias_K`, unit: 'K', ...one, resolved: one.sd < RESOLVED_SHARE * before }
		}),
		factor('feeder_gain', '1', 1, parameters.feeder, sd.feeder, at(after)),
		{ param: 'areal_gain', unit: '1', x: 1 + areal.x, sd: areal.sd, resolved: areal.sd < RESOLVED_SHARE * 0.02 },
		{ param: 'encoder_gain', unit: '1', x: 1, sd: ENCODER_GAIN_SD, resolved: false },
		factor('quench_coefficient', 'W/m2K', film, parameters.quench, sd.quench, at(after + 2)),
		factor('areal_heat_capacity', 'J/m2K', heat, parameters.arealHeat, sd.arealHeat, at(after + 1)),
		factor('effective_emissivity', '1', emissivity, parameters.emissivity, sd.emissivity, at(0)),
		factor('drying_factor', '1', 1, parameters.drying, sd.drying, at(after + 3)),
		factor('wash_factor', '1', 1, parameters.wash, sd.wash, at(after + 4)),
		factor('yield_factor', '1', 1, parameters.yield, sd.yield, at(after + 8)),
	]
}

/** What the factors on emissivity, areal heat [J/m2K] and quench [W/m2K] are told over. */
export function toldNominals(line: LineConfig, recipe: Recipe, controls: LineControls, parameters: ModelParameters) {
	return {
		emissivity: (CLOTH_EMISSIVITY + POWDER_EMISSIVITY_WHITE + POWDER_EMISSIVITY_GAIN) / 2,
		heat: toldHeatJPerM2K(line, powderOf(recipe, parameters)),
		film: 2 * quenchFilmWPerM2K(line.stations.quench, controls.quenchGasM3PerS, 1),
	}
}

/** Areal heat capacity that is told [J/m2K]: by then the citrate is char and the salt of the metals is alloy, and the NaCl is still solid. */
function toldHeatJPerM2K(line: LineConfig, powder: Powder): number {
	const carbon = carbonHeatJPerKgK(TOLD_K)
	const char = powder.citrate * powder.yield2 * carbon
	const perKg = powder.nacl * naclSolidHeatJPerKgK(TOLD_K) + powder.metal * powder.alloyHeatJPerKgK + char
	return line.web.clothArealMassKgPerM2 * carbon + TOLD_LOADING * perKg
}
