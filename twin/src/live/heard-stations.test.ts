import { describe, expect, it } from 'vitest'
import { HeardStations } from './heard-stations.ts'

const DEVICES = ['Line', 'Feed', 'Drying', 'Heating', 'Quench', 'Wash']
/** Each device was last heard at the time that it has here; those left out were never born. */
const news = (newestMs: Readonly<Record<string, number>>, dead: readonly string[] = []) => ({
	newestMs: (device: string) => newestMs[device],
	isDead: (device: string) => dead.includes(device),
})
const allAt = (tMs: number, but: Readonly<Record<string, number>> = {}) => ({
	...Object.fromEntries(DEVICES.map((device) => [device, tMs])),
	...but,
})

describe('stations that the plant is without', () => {
	it('are none while all speak, and while nobody does', () => {
		const stations = new HeardStations()
		expect(stations.missing(0, news({})).size).toBe(0)
		expect(stations.missing(60_000, news(allAt(60_000))).size).toBe(0)
		expect(stations.missing(200_000, news(allAt(60_000))).size).toBe(0)
		expect(stations.missing(62_000, news(allAt(60_000), DEVICES)).size).toBe(0)
	})

	it('are missed from the second after their death, from half a minute after their last word, and never for a moment of quiet', () => {
		const stations = new HeardStations()
		const at = (tMs: number, dead: readonly string[]) => [...stations.missing(tMs, news(allAt(tMs, { Quench: 1000 }), dead))]
		expect(at(2000, ['Quench'])).toEqual([])
		expect(at(2001, ['Quench'])).toEqual([['Quench', 1000]])
		expect(at(31_000, [])).toEqual([])
		expect(at(31_001, [])).toEqual([['Quench', 1000]])
		expect([...stations.missing(40_000, news(allAt(40_000)))]).toEqual([])
	})

	it('that were never born are missed ten seconds after the first word of the others, over a restart too', () => {
		const { Wash: _, ...others } = allAt(5000)
		const stations = new HeardStations()
		expect(stations.missing(5000, news(others)).size).toBe(0)
		const again = new HeardStations(stations.speaksSinceMs)
		const at = (tMs: number) => {
			const { Wash: __, ...rest } = allAt(tMs)
			return [...again.missing(tMs, news(rest))]
		}
		expect(at(15_000)).toEqual([])
		expect(at(15_001)).toEqual([['Wash', 5000]])
	})
})
