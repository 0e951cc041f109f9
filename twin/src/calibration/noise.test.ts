import { describe, expect, it } from 'vitest'
import { chance } from '../forecast/chance.ts'
import { gainOf, tunedNoise } from './noise.ts'

function wandering(sd: number, drift: number, count: number): number[] {
	const stream = chance(Math.round(1000 * (sd + drift)), 0, 'noise')
	let level = 0
	return Array.from({ length: count }, () => {
		level += drift * stream.normal()
		return level + sd * stream.normal()
	})
}

describe('noise by likelihood', () => {
	it.each([
		[1, 0.05],
		[2, 0.01],
		[0.5, 0.2],
	])('finds sd %f and drift %f again', (sd, drift) => {
		const found = tunedNoise(wandering(sd, drift, 6000), { sd: 3 * sd, gain: 0.1 })
		expect(found?.sd).toBeGreaterThan(0.95 * sd)
		expect(found?.sd).toBeLessThan(1.05 * sd)
		expect(found?.driftPerRootS).toBeGreaterThan(0.7 * drift)
		expect(found?.driftPerRootS).toBeLessThan(1.4 * drift)
		expect(found?.gained).toBeGreaterThan(100)
	})

	it('gains nothing over spreads that are right', () => {
		const sd = 1
		const drift = 0.1
		const { gained } = tunedNoise(wandering(sd, drift, 6000), { sd, gain: gainOf({ sd, driftPerRootS: drift }) }) ?? {
			gained: 99,
		}
		expect(gained).toBeLessThan(4)
	})

	it('takes no step across a gap for drift', () => {
		const quiet = wandering(1, 0, 3000)
		const found = tunedNoise([...quiet, Number.NaN, ...quiet.map((x) => x + 50)], { sd: 1, gain: 0.1 })
		expect(found?.driftPerRootS).toBeLessThan(0.02)
	})

	it('says nothing of a few readings, or of one that is stuck', () => {
		expect(tunedNoise([1, 2, 3], { sd: 1, gain: 0.1 })).toBeNull()
		expect(
			tunedNoise(
				Array.from({ length: 500 }, () => 7),
				{ sd: 1, gain: 0.1 },
			),
		).toBeNull()
	})
})
