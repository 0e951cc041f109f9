import {
	type InputRange,
	InputRangeError,
	rangeFrom,
	rangeWords,
	TEMPERATURE_RANGE,
	withinRange,
} from '../physics/input-range.ts'
import { NACL_MELTING_K } from '../physics/sodium-chloride.ts'
import { numberOf, numbersOf, type PhysicsCase } from './physics-case.ts'

type Inputs = PhysicsCase['inputs']
type Ranges = Readonly<Record<string, InputRange>>

/** What a worked case of one equation asks for: numbers, lists of numbers, and numbers that have a default. */
export interface Asked {
	readonly numbers?: Ranges
	readonly lists?: Ranges
	readonly optional?: Ranges
	/** Throws where each number may be so but not both together. */
	readonly together?: (inputs: Inputs, place: string) => void
}

const T = TEMPERATURE_RANGE
/** A moving web may also be given by its rise above the inlet, which is linear. */
const RISE = rangeFrom(0, 2500, 'K')
const SHARE = rangeFrom(0, 1)
const TIME = rangeFrom(0, 1e12, 's')
const AREAL_HEAT = rangeFrom(1e-3, 1e9, 'J/m2 K')
const FLUX = rangeFrom(-1e9, 1e9, 'W/m2')
const SPEED = rangeFrom(1e-9, 100, 'm/s')
const FILM = rangeFrom(1e-6, 1e4, 'W/m2 K')
const AREA = rangeFrom(1e-9, 1e4, 'm2')
const SPECIFIC_HEAT = rangeFrom(1e-3, 1e6, 'J/kg K')
const MOISTURE = rangeFrom(0, 10, 'kg/kg')
const FLOW = rangeFrom(1e-6, 1e6, 'kg')
const CONDUCTANCE = rangeFrom(1e-6, 1e6, 'W/K')
const HEAT_CAPACITY = rangeFrom(1e-3, 1e12, 'J/K')

function refuse(place: string, key: string, found: number, expected: string): never {
	throw new InputRangeError(`${place}.${key}`, found, expected)
}

/** Emitters bring a body towards them, and never quite there. */
function onTheWay(inputs: Inputs, place: string): void {
	const [start, end] = [numberOf(inputs, 'T0'), numberOf(inputs, 'Te')]
	numbersOf(inputs, 'T').forEach((temperature, k) => {
		const between = start <= end ? temperature >= start && temperature < end : temperature <= start && temperature > end
		if (!between) refuse(place, `T.${k}`, temperature, `on the way from ${start} to below ${end} K`)
	})
}

export const ASKED: Readonly<Record<string, Asked>> = {
	'lumped radiation': {
		numbers: { C: AREAL_HEAT, E: rangeFrom(1e-6, 10), Te: T, T0: T },
		lists: { T },
		together: onTheWay,
	},
	'moving web': {
		numbers: { C: AREAL_HEAT, v: SPEED, T0: RISE },
		lists: { z: rangeFrom(0, 1e6, 'm') },
		optional: { H: rangeFrom(0, 1e6, 'W/m2 K'), Tinf: RISE, q: FLUX },
	},
	plateau: {
		numbers: {
			C: AREAL_HEAT,
			mSalt: rangeFrom(0, 10, 'kg/m2'),
			cpSolid: SPECIFIC_HEAT,
			cpLiquid: SPECIFIC_HEAT,
			Lf: rangeFrom(0, 1e8, 'J/kg'),
			q: rangeFrom(1e-3, 1e9, 'W/m2'),
			T0: T,
		},
		lists: { t: TIME },
		optional: { Tm: T },
		together: (inputs, place) => {
			const [start, melting] = [numberOf(inputs, 'T0'), numberOf(inputs, 'Tm', NACL_MELTING_K)]
			if (start > melting) refuse(place, 'T0', start, `at most the melting point, ${melting} K`)
		},
	},
	'linear ramp': {
		numbers: { E: rangeFrom(1, 1e6, 'J/mol'), beta: rangeFrom(1e-9, 1e9, 'K/s'), T0: T, T },
		optional: { A: rangeFrom(0, 1e30, '1/s'), Tref: T },
		together: (inputs, place) => {
			const [from, to] = [numberOf(inputs, 'T0'), numberOf(inputs, 'T')]
			if (to < from) refuse(place, 'T', to, `at least T0, ${from} K`)
		},
	},
	'counter-current wash': {
		numbers: { N: rangeFrom(1, 9, 'stages'), F: FLOW, V: FLOW, Lu: FLOW },
		optional: { Lf: rangeFrom(0, 1e6, 'kg') },
		together: (inputs, place) => {
			const stages = numberOf(inputs, 'N')
			if (!Number.isInteger(stages)) refuse(place, 'N', stages, 'a whole number of stages')
		},
	},
	drying: {
		numbers: {
			Tg: T,
			Yg: SHARE,
			aw: SHARE,
			h: FILM,
			sides: rangeFrom(1, 2),
			load: rangeFrom(1e-6, 10, 'kg/m2'),
			X0: MOISTURE,
			Xc: MOISTURE,
			Xe: MOISTURE,
			Xf: MOISTURE,
			v: rangeFrom(0, 100, 'm/s'),
		},
		lists: { t: TIME },
		together: (inputs, place) => {
			const [critical, equilibrium] = [numberOf(inputs, 'Xc'), numberOf(inputs, 'Xe')]
			if (critical <= equilibrium) refuse(place, 'Xc', critical, `above Xe, ${equilibrium} kg/kg`)
		},
	},
	'freeze-drying': {
		numbers: {
			Tf: rangeFrom(200, 273.16, 'K'),
			pc: rangeFrom(0, 1e5, 'Pa'),
			W: rangeFrom(0, 100, 'kg/m2'),
			R0: rangeFrom(0, 1e12, 'Pa s m2/kg'),
			R1: rangeFrom(0, 1e12, 'Pa s m4/kg2'),
		},
	},
	'furnace zone': {
		numbers: {
			mGas: rangeFrom(0, 100, 'kg/s'),
			cpGas: SPECIFIC_HEAT,
			Tin: T,
			h: FILM,
			Aw: AREA,
			Ae: AREA,
			Tweb: T,
			Te: T,
			qRad_W: rangeFrom(-1e9, 1e9, 'W'),
			k: rangeFrom(1e-6, 1e4, 'W/m K'),
			Ains: AREA,
			d: rangeFrom(1e-6, 10, 'm'),
			ho: FILM,
			Aout: AREA,
			Aslot: rangeFrom(0, 1e4, 'm2'),
			F: SHARE,
		},
		optional: { Ta: T },
	},
	'two-node furnace': {
		numbers: { Ce: HEAT_CAPACITY, Cw: HEAT_CAPACITY, G1: CONDUCTANCE, G2: CONDUCTANCE, P: rangeFrom(-1e9, 1e9, 'W') },
		lists: { t: TIME },
		optional: { Ta: T, T0: T },
	},
	evaporation: {
		numbers: { T, Mvap: rangeFrom(1e-3, 1, 'kg/mol'), phi: SHARE },
		optional: { a: rangeFrom(-50, 50), b: rangeFrom(0, 1e5, 'K'), x: SHARE },
		together: (inputs, place) => {
			if ((inputs.a === undefined) !== (inputs.b === undefined)) {
				const missing = inputs.a === undefined ? 'a' : 'b'
				throw new InputRangeError(`${place}.${missing}`, undefined, 'a number: a and b belong together')
			}
		},
	},
	slab: {
		numbers: {
			q: FLUX,
			L: rangeFrom(1e-9, 1, 'm'),
			k: rangeFrom(1e-6, 1e4, 'W/m K'),
			rhoC: rangeFrom(1, 1e9, 'J/m3 K'),
			T0: T,
		},
		lists: { t: TIME },
	},
	conductivity: {
		lists: { m: rangeFrom(0, 10, 'mol/kg') },
		optional: { T: rangeFrom(273.15, 373.15, 'K') },
	},
}

/** Throws an InputRangeError that names the field and its range if a worked case asks for what its equation does not hold for. */
export function checkWorkedInputs(of: string, inputs: Inputs, place: string): void {
	if (!Object.hasOwn(ASKED, of)) return
	const { numbers = {}, lists = {}, optional = {}, together } = ASKED[of] ?? {}
	for (const [key, range] of Object.entries(numbers)) withinRange(`${place}.${key}`, inputs[key], range)
	for (const [key, range] of Object.entries(optional)) {
		if (inputs[key] !== undefined) withinRange(`${place}.${key}`, inputs[key], range)
	}
	for (const [key, range] of Object.entries(lists)) {
		if (!Array.isArray(inputs[key])) {
			throw new InputRangeError(`${place}.${key}`, inputs[key], `a list of numbers, each ${rangeWords(range)}`)
		}
		inputs[key].forEach((each: unknown, k) => {
			withinRange(`${place}.${key}.${k}`, each, range)
		})
	}
	together?.(inputs, place)
}
