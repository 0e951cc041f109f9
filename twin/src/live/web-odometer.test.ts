import { expect, it } from 'vitest'
import { carriedOn, clothOnRollM, ODOMETER_ZERO, withEncoder } from './web-odometer.ts'

it('follows the encoder, carries it to now, and adds resets up', () => {
	let at = withEncoder(ODOMETER_ZERO, { tMs: 1000, encoderM: 100 }, { tMs: 1200, webSpeedMPerS: 0.05 })
	expect(at.positionM).toBeCloseTo(100.01, 9)
	at = carriedOn(at, 0.05)
	at = withEncoder(at, { tMs: 2000, encoderM: 100.05 }, { tMs: 2000, webSpeedMPerS: 0.05 })
	expect(at.positionM).toBeCloseTo(100.05, 9)
	expect(withEncoder(at, { tMs: 1500, encoderM: 7 }, { tMs: 2000, webSpeedMPerS: 0.05 })).toBe(at)
	at = withEncoder(at, { tMs: 3000, encoderM: 0.02 }, { tMs: 3000, webSpeedMPerS: 0 })
	expect(at.positionM).toBeCloseTo(100.07, 9)
	expect(at.rollStartM).toBeCloseTo(100.05, 9)
})

it('goes on from the next reading after one with a stamp far ahead', () => {
	const now = { tMs: 1200, webSpeedMPerS: 0 }
	const at = withEncoder(ODOMETER_ZERO, { tMs: 86_400_000, encoderM: 100 }, now)
	expect(withEncoder(at, { tMs: 1200, encoderM: 101 }, now).positionM).toBe(101)
})

it('takes a reading that comes minutes late for no new roll: what the web has run is not counted again', () => {
	const at = withEncoder(ODOMETER_ZERO, { tMs: 600_000, encoderM: 130 }, { tMs: 600_000, webSpeedMPerS: 0 })
	for (const lateS of [1, 61, 120, 179, 400]) {
		const now = { tMs: 601_000, webSpeedMPerS: 0 }
		const late = withEncoder(at, { tMs: 600_000 - lateS * 1000, encoderM: 130 - 0.045 * lateS }, now)
		expect(late.offsetM).toBe(0)
		expect(withEncoder(late, { tMs: 601_000, encoderM: 130.045 }, now).positionM).toBeCloseTo(130.045, 9)
	}
	// Up to three minutes it changes nothing at all.
	expect(withEncoder(at, { tMs: 480_000, encoderM: 124.6 }, { tMs: 601_000, webSpeedMPerS: 0 })).toBe(at)
})

it('runs on without an encoder', () => {
	expect(carriedOn(ODOMETER_ZERO, 3).positionM).toBe(3)
})

it('knows the cloth on a roll from its diameter', () => {
	expect(clothOnRollM(0.6)).toBeCloseTo(794.9, 0)
	expect(clothOnRollM(0.01)).toBe(0)
})
