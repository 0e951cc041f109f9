import * as physics from '../physics/index.ts'
import { InputRangeError, TEMPERATURE_RANGE, withinRange } from '../physics/input-range.ts'
import { type CaseValue, groupOf, numberOf, numbersOf, type PhysicsCase } from './physics-case.ts'
import { checkWorkedInputs } from './worked-range.ts'

type Inputs = PhysicsCase['inputs']
type Evaluator = (inputs: Inputs) => Record<string, CaseValue>

/** Enthalpies over the spans `inputs.spans` [[from, to], …] of one substance. */
const enthalpy: Evaluator = (inputs) => {
	const by = {
		carbon: physics.carbonEnthalpyJPerKg,
		'NaCl solid': physics.naclSolidEnthalpyJPerKg,
		'NaCl liquid': physics.naclLiquidEnthalpyJPerKg,
	}
	const { spans } = inputs
	const known = Object.keys(by).join(', ')
	if (!Array.isArray(spans)) throw new InputRangeError('inputs.spans', spans, 'a list of [substance, from K, to K]')
	return {
		fusion_J_kg: physics.NACL_FUSION_J_PER_KG,
		enthalpy_J_kg: spans.map((span: unknown, k) => {
			const [substance, from, to] = Array.isArray(span) ? span : []
			const field = `inputs.spans.${k}`
			if (typeof substance !== 'string' || !Object.hasOwn(by, substance)) {
				throw new InputRangeError(`${field}.0`, substance, `one of ${known}`)
			}
			const fromK = withinRange(`${field}.1`, from, TEMPERATURE_RANGE)
			return by[substance as keyof typeof by](fromK, withinRange(`${field}.2`, to, TEMPERATURE_RANGE))
		}),
	}
}

const lumpedRadiation: Evaluator = (inputs) => {
	const body = {
		arealHeatJPerM2K: numberOf(inputs, 'C'),
		exchange: numberOf(inputs, 'E'),
		emitterTemperatureK: numberOf(inputs, 'Te'),
		fromK: numberOf(inputs, 'T0'),
	}
	return { t_s: numbersOf(inputs, 'T').map((toK) => physics.lumpedRadiationTimeS({ ...body, toK })) }
}

const movingWeb: Evaluator = (inputs) => {
	const web = {
		arealHeatJPerM2K: numberOf(inputs, 'C'),
		webSpeedMPerS: numberOf(inputs, 'v'),
		sinkWPerM2K: numberOf(inputs, 'H', 0),
		sinkTemperatureK: numberOf(inputs, 'Tinf', 0),
		fluxWPerM2: numberOf(inputs, 'q', 0),
		inletK: numberOf(inputs, 'T0'),
	}
	return { T: numbersOf(inputs, 'z').map((atM) => physics.movingWebK({ ...web, atM })) }
}

const plateau: Evaluator = (inputs) => {
	const layer = {
		otherJPerM2K: numberOf(inputs, 'C'),
		saltKgPerM2: numberOf(inputs, 'mSalt'),
		solidJPerKgK: numberOf(inputs, 'cpSolid'),
		liquidJPerKgK: numberOf(inputs, 'cpLiquid'),
		fusionJPerKg: numberOf(inputs, 'Lf'),
		meltingK: numberOf(inputs, 'Tm', physics.NACL_MELTING_K),
		fluxWPerM2: numberOf(inputs, 'q'),
		startK: numberOf(inputs, 'T0'),
	}
	const [meltStart_s, meltEnd_s] = physics.meltingWindowS(layer)
	return { meltStart_s, meltEnd_s, T: numbersOf(inputs, 't').map((timeS) => physics.meltingLayerK(layer, timeS)) }
}

const linearRamp: Evaluator = (inputs) => {
	const ramp = {
		activationEnergyJPerMol: numberOf(inputs, 'E'),
		rateKPerS: numberOf(inputs, 'beta'),
		fromK: numberOf(inputs, 'T0'),
		toK: numberOf(inputs, 'T'),
	}
	const exposureS = physics.rampExposureS(ramp)
	return {
		X: 1 - Math.exp(-numberOf(inputs, 'A', 0) * exposureS),
		dose_s: physics.rampDoseS({ ...ramp, referenceK: numberOf(inputs, 'Tref', numberOf(inputs, 'T')) }),
	}
}

const counterCurrent: Evaluator = (inputs) => {
	const wash = {
		stages: numberOf(inputs, 'N'),
		salt: numberOf(inputs, 'F'),
		water: numberOf(inputs, 'V'),
		retained: numberOf(inputs, 'Lu'),
		feedWater: numberOf(inputs, 'Lf', 0),
	}
	return { x: physics.stageSaltKgPerKg(wash), residualFraction: physics.residualFraction(wash) }
}

const drying: Evaluator = (inputs) => {
	const air = {
		airTemperatureK: numberOf(inputs, 'Tg'),
		airHumidityKgPerKg: numberOf(inputs, 'Yg'),
		waterActivity: numberOf(inputs, 'aw'),
		filmWPerM2K: numberOf(inputs, 'h'),
	}
	const wetBulbK = physics.wetBulbK(air)
	const sides = numberOf(inputs, 'sides')
	const fluxKgPerM2S = physics.dryingFluxKgPerM2S({ ...air, sides, wetBulbK })
	const layer = {
		dryLoadingKgPerM2: numberOf(inputs, 'load'),
		fluxKgPerM2S,
		criticalKgPerKg: numberOf(inputs, 'Xc'),
		equilibriumKgPerKg: numberOf(inputs, 'Xe'),
	}
	const [from, to] = [numberOf(inputs, 'X0'), numberOf(inputs, 'Xf')]
	const t_s = physics.dryingTimeS(layer, from, to)
	return {
		Tw: wetBulbK,
		N_gm2s: fluxKgPerM2S * 1e3,
		t_s,
		length_m: t_s * numberOf(inputs, 'v'),
		X: numbersOf(inputs, 't').map((timeS) => physics.dryMoistureKgPerKg(layer, from, timeS)),
	}
}

const freezeDrying: Evaluator = (inputs) => ({
	pIce_Pa: physics.icePressurePa(numberOf(inputs, 'Tf')),
	t_s: physics.freezeDryingTimeS({
		frontTemperatureK: numberOf(inputs, 'Tf'),
		chamberPressurePa: numberOf(inputs, 'pc'),
		waterKgPerM2: numberOf(inputs, 'W'),
		baseResistance: numberOf(inputs, 'R0'),
		cakeResistance: numberOf(inputs, 'R1'),
	}),
})

const furnaceZone: Evaluator = (inputs) => {
	const inner = (2 * numberOf(inputs, 'k') * numberOf(inputs, 'Ains')) / numberOf(inputs, 'd')
	const module = {
		webAreaM2: numberOf(inputs, 'Aw'),
		emitterAreaM2: numberOf(inputs, 'Ae'),
		innerWPerK: inner,
		outerWPerK: 1 / (1 / inner + 1 / (numberOf(inputs, 'ho') * numberOf(inputs, 'Aout'))),
		slotM2: numberOf(inputs, 'Aslot') * numberOf(inputs, 'F'),
		gasWPerK: numberOf(inputs, 'mGas') * numberOf(inputs, 'cpGas'),
		gasInletK: numberOf(inputs, 'Tin'),
		filmWPerM2K: numberOf(inputs, 'h'),
		emitterMassKg: 9 * numberOf(inputs, 'Ae'),
		wallJPerK: 1,
		ambientK: numberOf(inputs, 'Ta', physics.ROOM_K),
	}
	const account = physics.zoneAccount(module, {
		emitterK: numberOf(inputs, 'Te'),
		webMeanK: numberOf(inputs, 'Tweb'),
		webRadiationW: numberOf(inputs, 'qRad_W'),
	})
	return {
		Tg: account.gasK,
		emitterToGas_W: account.emitterToGasW,
		gasOut_W: account.gasOutW,
		gasToWeb_W: account.gasToWebW,
		wall_W: account.wallW,
		slot_W: account.slotW,
		P_W: account.electricalW,
		grid_W: account.electricalW / 0.95,
		residual_W: account.residualW,
	}
}

const twoNodes: Evaluator = (inputs) => {
	const nodes = {
		emitterJPerK: numberOf(inputs, 'Ce'),
		wallJPerK: numberOf(inputs, 'Cw'),
		innerWPerK: numberOf(inputs, 'G1'),
		outerWPerK: numberOf(inputs, 'G2'),
		ambientK: numberOf(inputs, 'Ta', physics.ROOM_K),
	}
	const startK = numberOf(inputs, 'T0', physics.ROOM_K)
	const at = numbersOf(inputs, 't').map((timeS) =>
		physics.twoNodeK(nodes, { powerW: numberOf(inputs, 'P'), emitterK: startK, wallK: startK, timeS }),
	)
	return {
		Te: at.map((each) => each.emitterK),
		Tw: at.map((each) => each.wallK),
		rates_1_s: [...physics.settlingRatesPerS(nodes)],
	}
}

const evaporation: Evaluator = (inputs) => {
	const temperatureK = numberOf(inputs, 'T')
	const salt = inputs.a === undefined
	const purePa = salt
		? physics.naclVapourPa(temperatureK)
		: physics.metalVapourPa({ a: numberOf(inputs, 'a'), b: numberOf(inputs, 'b'), temperatureK })
	const vapourMolarMassKgPerMol = numberOf(inputs, 'Mvap')
	const moleFraction = numberOf(inputs, 'x', 1)
	return {
		P_Pa: moleFraction * purePa,
		ktot_m_s: physics.transferMPerS(temperatureK, vapourMolarMassKgPerMol),
		J_gm2s:
			1e3 *
			physics.evaporationKgPerM2S({
				openFraction: numberOf(inputs, 'phi'),
				moleFraction,
				vapourPressurePa: purePa,
				vapourMolarMassKgPerMol,
				temperatureK,
			}),
	}
}

const slab: Evaluator = (inputs) => {
	const halfThicknessM = numberOf(inputs, 'L')
	const at = (fromMiddleM: number) => (timeS: number) =>
		physics.heatedSlabK({
			fluxWPerM2: numberOf(inputs, 'q'),
			halfThicknessM,
			conductivityWPerMK: numberOf(inputs, 'k'),
			volumetricHeatJPerM3K: numberOf(inputs, 'rhoC'),
			startK: numberOf(inputs, 'T0'),
			timeS,
			fromMiddleM,
		})
	const times = numbersOf(inputs, 't')
	return { surface: times.map(at(halfThicknessM)), centre: times.map(at(0)) }
}

const conductivity: Evaluator = (inputs) => ({
	kappa_mS_cm: numbersOf(inputs, 'm').map((molalityMolPerKg) =>
		physics.brineConductivityMSPerCm({ molalityMolPerKg, waterTemperatureK: numberOf(inputs, 'T', physics.ROOM_K) }),
	),
})

const EVALUATORS: Readonly<Record<string, Evaluator>> = {
	enthalpy,
	'lumped radiation': lumpedRadiation,
	'moving web': movingWeb,
	plateau,
	'linear ramp': linearRamp,
	'counter-current wash': counterCurrent,
	drying,
	'freeze-drying': freezeDrying,
	'furnace zone': furnaceZone,
	'two-node furnace': twoNodes,
	evaporation,
	slab,
	conductivity,
}

/** A case of one equation; `inputs.of` says which. A case of several runs holds them in `inputs.runs`, by name. What never ends is null. */
export function workedCase(c: PhysicsCase): Record<string, CaseValue> {
	const { inputs } = c
	if (inputs.runs === undefined) return evaluate(inputs, 'inputs')
	const runs = groupOf(inputs, 'runs')
	const place = 'inputs.runs'
	return Object.fromEntries(
		Object.keys(runs).map((name) => [name, evaluate({ of: inputs.of, ...groupOf(runs, name, place) }, `${place}.${name}`)]),
	)
}

function evaluate(inputs: Inputs, place: string): Record<string, CaseValue> {
	const { of } = inputs
	if (typeof of !== 'string' || !Object.hasOwn(EVALUATORS, of)) {
		throw new InputRangeError(`${place}.of`, of, `zones of a profile or one of ${Object.keys(EVALUATORS).join(', ')}`)
	}
	checkWorkedInputs(of, inputs, place)
	const values = (EVALUATORS[of] as Evaluator)(inputs)
	return Object.fromEntries(Object.entries(values).map(([key, value]) => [key, ended(value)]))
}

/** A time that is never reached does not occur. */
function ended(value: CaseValue): CaseValue {
	if (typeof value === 'number') return Number.isFinite(value) ? value : null
	return Array.isArray(value) ? value.map(ended) : value
}
