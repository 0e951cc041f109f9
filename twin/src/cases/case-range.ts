import { METALS } from '@emberline/line-config'
import { groupOf, numberOf, numbersOf, type PhysicsCase } from './physics-case.ts'

type Inputs = PhysicsCase['inputs']
/** Least and greatest, both allowed; `open`: the least is not. */
type Range = readonly [least: number, greatest: number, open?: 'open']

const TEMPERATURE: Range = [200, 2500]
const SHARE: Range = [0, 1]

/** What a parcel may be [units as in the case files]. */
const PARCEL: Readonly<Record<string, Range>> = {
	load: [0, 10],
	mCloth: [0, 10, 'open'],
	T0: TEMPERATURE,
	rCit: [0, 1000],
	rSalt: [0, 1000],
	TrefDose: TEMPERATURE,
	phiMetal: SHARE,
	phiNaCl: SHARE,
}
const COARSEN: Readonly<Record<string, Range>> = {
	k0: [0, 1e30],
	Ea: [0, 1e6],
	n: [0, 20, 'open'],
	dRef: [0, 1e6, 'open'],
	betaRef: [0, 1e6, 'open'],
	p: [0, 5],
}
const ZONE: Readonly<Record<string, Range>> = {
	tau: [0, 1e6],
	Te: TEMPERATURE,
	h: [0, 1e4],
	Tg: TEMPERATURE,
	epsE: [0, 1, 'open'],
}
/** Asked for only where the case has a speed. */
const LINE: Readonly<Record<string, Range>> = {
	v: [0, 100, 'open'],
	coatedWidth: [0, 100, 'open'],
	clothWidth: [0, 100, 'open'],
	etaTransfer: [0, 1, 'open'],
	etaWash: [0, 1, 'open'],
	waterRatio_L_kg: [0, 1e6],
}

function within(inputs: Inputs, ranges: Readonly<Record<string, Range>>, place: string): void {
	for (const [key, [least, greatest, open]] of Object.entries(ranges)) {
		const value = numberOf(inputs, key)
		if (value < least || value > greatest || (open !== undefined && value === least)) {
			throw new RangeError(
				`${place}.${key}: ${value} is not ${open ? 'above' : 'from'} ${least} ${open ? 'and at most' : 'to'} ${greatest}`,
			)
		}
	}
}

/** Throws a RangeError that names the field and its range if a profile case asks for what no web can be. */
export function checkProfileInputs(inputs: Inputs): void {
	within(inputs, PARCEL, 'inputs')
	within(groupOf(inputs, 'coarsen'), COARSEN, 'inputs.coarsen')
	const metals = groupOf(inputs, 'metals')
	let total = 0
	for (const symbol of Object.keys(metals)) {
		if (!(symbol in METALS)) throw new RangeError(`inputs.metals: "${symbol}" is not one of ${Object.keys(METALS).join(', ')}`)
		within(metals, { [symbol]: [0, 1e9] }, 'inputs.metals')
		total += numberOf(metals, symbol)
	}
	if (total === 0) throw new RangeError('inputs.metals: none, expected at least one with an amount above 0 mol')
	const zones = inputs.zones as readonly unknown[]
	if (zones.length === 0) throw new RangeError('inputs.zones: none, expected at least one')
	zones.forEach((_, k) => {
		within(groupOf(zones as unknown as Inputs, String(k)), ZONE, `inputs.zones.${k}`)
	})
	if (inputs.sampleTimes !== undefined)
		for (const time of numbersOf(inputs, 'sampleTimes'))
			if (!(time >= 0)) throw new RangeError(`inputs.sampleTimes: ${time} is not from 0 s`)
	if (inputs.v === undefined) return
	within(inputs, LINE, 'inputs')
	if (numberOf(inputs, 'clothWidth') < numberOf(inputs, 'coatedWidth')) {
		throw new RangeError(`inputs.clothWidth: ${inputs.clothWidth} is less than the coated ${inputs.coatedWidth} m`)
	}
}
