import {
	type InputRange,
	InputRangeError,
	rangeAbove,
	rangeFrom,
	TEMPERATURE_RANGE,
	withinRange,
} from '../physics/input-range.ts'
import { checkMetals, POWDER_RANGE } from '../web/powder-range.ts'
import { groupOf, numberOf, numbersOf, type PhysicsCase } from './physics-case.ts'

type Inputs = PhysicsCase['inputs']
type Ranges = Readonly<Record<string, InputRange>>

/** What a parcel may be, in the units of the case files. The lightest cloth still holds heat. */
const PARCEL: Ranges = {
	load: rangeFrom(0, 10, 'kg/m2'),
	mCloth: rangeFrom(0.001, 10, 'kg/m2'),
	T0: TEMPERATURE_RANGE,
	rCit: POWDER_RANGE.citratePerMetal,
	rSalt: POWDER_RANGE.saltPerCitrate,
	TrefDose: TEMPERATURE_RANGE,
	phiMetal: POWDER_RANGE.share,
	phiNaCl: POWDER_RANGE.share,
}
const COARSEN: Ranges = {
	k0: POWDER_RANGE.coarseningRate,
	Ea: POWDER_RANGE.activationEnergy,
	n: POWDER_RANGE.exponent,
	dRef: POWDER_RANGE.formationSize,
	betaRef: POWDER_RANGE.formationRate,
	p: POWDER_RANGE.formationExponent,
}
const ZONE: Ranges = {
	tau: rangeFrom(0, 1e6, 's'),
	Te: TEMPERATURE_RANGE,
	h: rangeFrom(0, 1e4, 'W/m2 K'),
	Tg: TEMPERATURE_RANGE,
	epsE: rangeAbove(0, 1),
}
/** Asked for only where the case has a speed. */
const LINE: Ranges = {
	v: rangeAbove(0, 100, 'm/s'),
	coatedWidth: rangeAbove(0, 100, 'm'),
	clothWidth: rangeAbove(0, 100, 'm'),
	etaTransfer: rangeAbove(0, 1),
	etaWash: rangeAbove(0, 1),
	waterRatio_L_kg: rangeFrom(0, 1e6, 'L/kg'),
}
const SAMPLE_TIME = rangeFrom(0, 1e9, 's')

function within(inputs: Inputs, ranges: Ranges, place: string): void {
	for (const [key, range] of Object.entries(ranges))
		withinRange(`${place}.${key}`, numberOf(inputs, key, undefined, place), range)
}

/** Throws an InputRangeError that names the field and its range if a profile case asks for what no web can be. */
export function checkProfileInputs(inputs: Inputs): void {
	within(inputs, PARCEL, 'inputs')
	if (inputs.aboveK !== undefined) withinRange('inputs.aboveK', numberOf(inputs, 'aboveK'), TEMPERATURE_RANGE)
	within(groupOf(inputs, 'coarsen'), COARSEN, 'inputs.coarsen')
	checkMetals('inputs.metals', groupOf(inputs, 'metals'))
	const { zones } = inputs
	if (!Array.isArray(zones)) throw new InputRangeError('inputs.zones', zones, 'a list of zones')
	const none = 'inputs.zones: none, expected at least one'
	if (zones.length === 0) throw new InputRangeError('inputs.zones', zones, 'at least one', none)
	zones.forEach((_, k) => {
		within(groupOf(zones as unknown as Inputs, String(k), 'inputs.zones'), ZONE, `inputs.zones.${k}`)
	})
	if (inputs.sampleTimes !== undefined) {
		numbersOf(inputs, 'sampleTimes').forEach((time, k) => {
			withinRange(`inputs.sampleTimes.${k}`, time, SAMPLE_TIME)
		})
	}
	if (inputs.v !== undefined) checkLine(inputs)
}

function checkLine(inputs: Inputs): void {
	within(inputs, LINE, 'inputs')
	const [cloth, coated] = [numberOf(inputs, 'clothWidth'), numberOf(inputs, 'coatedWidth')]
	const words = `inputs.clothWidth: ${cloth} is less than the coated ${coated} m`
	if (cloth < coated) throw new InputRangeError('inputs.clothWidth', cloth, `at least the coated ${coated} m`, words)
}

/** Throws an InputRangeError if a key of `expected.T_at` is no time. */
export function checkTimeKeys(expected: PhysicsCase['expected']): void {
	const asked = expected?.T_at
	if (asked === undefined || asked === null || typeof asked !== 'object') return
	for (const key of Object.keys(asked)) {
		const time = key.trim() === '' ? Number.NaN : Number(key)
		if (!(time >= SAMPLE_TIME.least && time <= SAMPLE_TIME.greatest)) {
			throw new InputRangeError(`expected.T_at.${key}`, key, 'a time from 0 s')
		}
	}
}
