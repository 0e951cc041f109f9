import { describe, expect, it } from 'vitest'
import type { StationName } from '../port.ts'
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

const none = () => false

describe('stations that the plant is without', () => {
	it('are none while all speak, and while nobody does', () => {
		const stations = new HeardStations()
		expect(stations.missing(0, news({}), none).size).toBe(0)
		expect(stations.missing(60_000, news(allAt(60_000)), none).size).toBe(0)
		expect(stations.missing(200_000, news(allAt(60_000)), none).size).toBe(0)
		expect(stations.missing(62_000, news(allAt(60_000), DEVICES), none).size).toBe(0)
	})

	it('are missed from the second after their death, from half a minute after their last word, and never for a moment of quiet', () => {
		const stations = new HeardStations()
		const at = (tMs: number, dead: readonly string[]) => [
			...stations.missing(tMs, news(allAt(tMs, { Quench: 1000 }), dead), none),
		]
		expect(at(2000, ['Quench'])).toEqual([])
		expect(at(2001, ['Quench'])).toEqual([['Quench', 1000]])
		expect(at(31_000, [])).toEqual([])
		expect(at(31_001, [])).toEqual([['Quench', 1000]])
		expect([...stations.missing(40_000, news(allAt(40_000)), none)]).toEqual([])
	})

	it('that were never born are missed ten seconds after the first word of the others, over a restart too', () => {
		const { Wash: _, ...others } = allAt(5000)
		const stations = new HeardStations()
		expect(stations.missing(5000, news(others), none).size).toBe(0)
		const again = new HeardStations(stations.memory)
		const at = (tMs: number) => {
			const { Wash: __, ...rest } = allAt(tMs)
			return [...again.missing(tMs, news(rest), none)]
		}
		expect(at(15_000)).toEqual([])
		expect(at(15_001)).toEqual([['Wash', 5000]])
	})

	it('are none of those that come back one after the other after the whole plant was silent; one that was missing before stays so', () => {
		const stations = new HeardStations()
		expect(stations.missing(60_000, news(allAt(60_000)), none).size).toBe(0)
		// Nothing at all for a minute; then the line speaks, and the wash a second after it.
		for (let tMs = 61_001; tMs <= 120_000; tMs += 1000) expect(stations.missing(tMs, news(allAt(60_000)), none).size).toBe(0)
		const back = (tMs: number, was: (station: StationName) => boolean) => [
			...stations.missing(tMs, news(allAt(tMs, { Wash: 60_000 })), was).keys(),
		]
		expect(back(120_500, none)).toEqual([])
		expect(back(120_500, (station) => station === 'Wash')).toEqual(['Wash'])
		expect(back(122_001, none)).toEqual([])
		expect(back(122_002, none)).toEqual(['Wash'])
	})
})
