import { InputRangeError, rangeFrom, TEMPERATURE_RANGE, withinRange } from '../physics/input-range.ts'
import { formationSizeNm, lnSigmaG, particleSizeNm } from '../physics/particle-growth.ts'
import type { Powder, RateLaw } from './powder.ts'
import { POWDER_RANGE } from './powder-range.ts'

/** A corner of a temperature history; straight lines between. */
export interface ProfilePoint {
	readonly timeS: number
	readonly temperatureK: number
}

export interface ProfileResult {
	readonly x1: number
	readonly x2: number
	readonly xm: number
	readonly thetaNmN: number
	readonly doseS: number
	readonly formationNm: number
	readonly sizeNm: number
	readonly lnSigmaG: number
}

/** Longest change in one step, and fewest steps of a straight piece. */
const STEP_K = 0.25
const STEPS_MIN = 200

const PROFILE_TIME = rangeFrom(-1e9, 1e9, 's')

const rate = (law: RateLaw, temperatureK: number): number => law.a * Math.exp(-law.er / temperatureK)

/**
 * What a powder becomes on a given temperature history, as in a batch furnace or on an ideal profile.
 *
 * Extents by exact exponentials at the mean rate of each small step, growth and dose by the trapezoidal rule. The size forms at the rate
 * of the piece that passes 400 to 700 K; with `startNm` the powder is already reduced and grows on from that size.
 * Throws an InputRangeError unless times rise, temperatures are 200 to 2500 K, and there is a size to begin with or to form.
 */
export function followProfile(powder: Powder, profile: readonly ProfilePoint[], startNm?: number): ProfileResult {
	checkProfile(profile, startNm)
	let x1 = startNm === undefined ? 0 : 1
	let x2 = x1
	let xm = x1
	let theta = 0
	let dose = 0
	const doseRate = (t: number) => Math.exp(powder.doseEr * (1 / powder.doseReferenceK - 1 / t))
	for (let n = 1; n < profile.length; n++) {
		const from = profile[n - 1] as ProfilePoint
		const to = profile[n] as ProfilePoint
		const steps = Math.max(STEPS_MIN, Math.ceil(Math.abs(to.temperatureK - from.temperatureK) / STEP_K))
		const dt = (to.timeS - from.timeS) / steps
		for (let k = 0; k < steps; k++) {
			const a = from.temperatureK + ((to.temperatureK - from.temperatureK) * k) / steps
			const b = from.temperatureK + ((to.temperatureK - from.temperatureK) * (k + 1)) / steps
			const k1 = (rate(powder.char1, a) + rate(powder.char1, b)) / 2
			const k2 = (rate(powder.char2, a) + rate(powder.char2, b)) / 2
			const km = (rate(powder.reduction, a) + rate(powder.reduction, b)) / 2
			const e2 = Math.exp(-k2 * dt)
			const gap = (k2 - k1) * dt
			const bridge = Math.abs(gap) < 1e-7 ? k2 * dt * e2 : (k2 * (Math.exp(-k1 * dt) - e2)) / (k2 - k1)
			x2 = 1 - ((1 - x2) * e2 + (1 - x1) * bridge)
			x1 = 1 - (1 - x1) * Math.exp(-k1 * dt)
			const before = xm
			xm = 1 - (1 - xm) * Math.exp(-km * dt)
			theta += ((before * rate(powder.coarsening, a) + xm * rate(powder.coarsening, b)) / 2) * dt
			dose += ((doseRate(a) + doseRate(b)) / 2) * dt
		}
	}
	const formationNm = startNm ?? formedNm(powder, profile)
	const sizeNm = particleSizeNm({ formationNm, coarseningNmN: theta, reduction: xm, exponent: powder.exponent })
	return { x1, x2, xm, thetaNmN: theta, doseS: dose, formationNm, sizeNm, lnSigmaG: lnSigmaG(sizeNm, formationNm) }
}

function checkProfile(profile: readonly ProfilePoint[], startNm: number | undefined): void {
	if (!Array.isArray(profile) || profile.length < 2)
		throw new InputRangeError('profile', profile, 'a list of at least two points')
	let beforeS = Number.NEGATIVE_INFINITY
	profile.forEach(({ timeS, temperatureK }: ProfilePoint, n) => {
		withinRange(`profile.${n}.temperatureK`, temperatureK, TEMPERATURE_RANGE)
		withinRange(`profile.${n}.timeS`, timeS, PROFILE_TIME)
		if (timeS <= beforeS) throw new InputRangeError(`profile.${n}.timeS`, timeS, `a time after ${beforeS} s`)
		beforeS = timeS
	})
	if (startNm !== undefined) withinRange('startNm', startNm, POWDER_RANGE.formationSize)
}

/** Size formed on the way up [nm]: at the mean rate from the first 400 K to the first 700 K. */
function formedNm(powder: Powder, profile: readonly ProfilePoint[]): number {
	const firstS = (temperatureK: number): number => {
		for (let n = 1; n < profile.length; n++) {
			const from = profile[n - 1] as ProfilePoint
			const to = profile[n] as ProfilePoint
			if (from.temperatureK < temperatureK && to.temperatureK >= temperatureK) {
				const part = (temperatureK - from.temperatureK) / (to.temperatureK - from.temperatureK)
				return from.timeS + part * (to.timeS - from.timeS)
			}
		}
		const words = `profile: never reaches ${temperatureK} K on the way up, so no size forms`
		throw new InputRangeError('profile', profile, `a way up through ${temperatureK} K`, words)
	}
	return formationSizeNm({
		referenceNm: powder.formationNm,
		referenceRateKPerS: powder.formationRateKPerS,
		heatingRateKPerS: 300 / (firstS(700) - firstS(400)),
		exponent: powder.formationExponent,
	})
}
