import { describe, expect, it } from 'vitest'
import { PlantClock } from './plant-clock.ts'

function clockAt(speed = 1) {
	let steady = 1000
	const clock = new PlantClock({ steadyMs: () => steady, startMs: 500_000, speed })
	return { clock, pass: (ms: number) => (steady += ms) }
}

describe('plant clock', () => {
	it('runs from its start time until a reading says otherwise', () => {
		const { clock, pass } = clockAt()
		pass(250)
		expect(clock.nowMs()).toBe(500_250)
	})

	it('takes over a plant clock that is two minutes ahead', () => {
		const { clock, pass } = clockAt()
		for (let k = 0; k < 5; k++) clock.take(620_000 + pass(100) - 1000)
		expect(clock.nowMs()).toBe(620_500)
	})

	it('is not moved by one wrong stamp', () => {
		const { clock, pass } = clockAt()
		for (let k = 0; k < 10; k++) clock.take(500_000 + pass(100) - 1000)
		clock.take(9_000_000)
		clock.take(Number.NaN)
		expect(clock.nowMs()).toBe(501_000)
	})

	it('is not moved by a wrong stamp that comes first', () => {
		const { clock, pass } = clockAt()
		clock.take(9_000_000_000)
		expect(clock.isSet).toBe(false)
		for (let k = 0; k < 2; k++) clock.take(500_000 + pass(100) - 1000)
		expect(clock.isSet).toBe(true)
		expect(clock.nowMs()).toBe(500_200)
	})

	it('takes over a plant clock that is behind its guess', () => {
		const { clock } = clockAt()
		expect(clock.nowMs()).toBe(500_000)
		for (let k = 0; k < 3; k++) clock.take(400_000)
		expect(clock.nowMs()).toBe(400_000)
	})

	it('never runs backwards once it is set', () => {
		const { clock, pass } = clockAt()
		for (let k = 0; k < 3; k++) clock.take(500_000)
		expect(clock.nowMs()).toBe(500_000)
		for (let k = 0; k < 50; k++) clock.take(400_000)
		expect(clock.nowMs()).toBe(500_000)
		pass(50)
		expect(clock.nowMs()).toBe(500_000)
	})

	it('runs faster beside a plant in fast time', () => {
		const { clock, pass } = clockAt(20)
		pass(100)
		expect(clock.nowMs()).toBe(502_000)
	})

	it('counts a stall of the process for a real plant, and only its first moment beside one in fast time', () => {
		for (const [speed, expected] of [
			[1, 503_000],
			[20, 505_000],
		] as const) {
			const { clock, pass } = clockAt(speed)
			for (let k = 0; k < 3; k++) clock.take(500_000)
			pass(3000)
			expect(clock.nowMs()).toBe(expected)
		}
	})
})
