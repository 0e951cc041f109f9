import { describe, expect, it } from 'vitest'
import { EventTime } from './event-time.ts'

const T = 1_790_000_000_000
const said = (device: string, ms: number) => [{ tag: `${device}/Status/StateCurrent`, tMs: T + ms }]
/** Both devices say something measured at this time, which arrives 40 ms later. */
function scan(time: EventTime, ms: number): number[] {
	const ticks = ['Line', 'Heating'].flatMap((device) => [...time.arrive(T + ms + 40, T + ms), ...time.take(said(device, ms))])
	return ticks.map((tMs) => tMs - T)
}

describe('event time', () => {
	it('ticks on whole seconds, each once, when something measured after it is known of two devices', () => {
		const time = new EventTime()
		expect(scan(time, 0)).toEqual([])
		expect([...time.arrive(T + 1040, T + 1000), ...time.take(said('Line', 1000))]).toEqual([])
		// What has the stamp of the tick may still come.
		expect(time.take(said('Heating', 1000))).toEqual([T])
		expect(scan(time, 1200)).toEqual([1000])
		expect(scan(time, 3600)).toEqual([2000, 3000])
	})

	it('does not depend on when the messages arrive, as long as the plant is not silent', () => {
		const [here, there] = [new EventTime(), new EventTime()]
		for (let ms = 0; ms <= 60_000; ms += 200) {
			const later = ['Line', 'Heating'].flatMap((device) => [
				...there.arrive(T + ms + Math.round(900 * Math.abs(Math.sin(ms))) + 7 * ms, T + ms),
				...there.take(said(device, ms)),
			])
			expect(later.map((tMs) => tMs - T)).toEqual(scan(here, ms))
		}
	})

	it('is not moved by one device whose clock is wrong, ahead or behind, from the first message on', () => {
		for (const wrongMs of [90_000, -90_000, 3e11, -1e12]) {
			const time = new EventTime()
			time.arrive(T, T)
			time.take(said('Feed', wrongMs))
			const ticks = [0, 600, 1200, 2200].flatMap((ms) => {
				time.arrive(T + ms + 40, T + ms)
				return [...scan(time, ms), ...time.take(said('Feed', ms + wrongMs)).map((tMs) => tMs - T)]
			})
			expect(ticks).toEqual([0, 1000, 2000])
		}
	})

	it('is not moved by a plant clock that leaps a day ahead for some scans, and follows one that stays there', () => {
		const [back, stays] = [new EventTime(), new EventTime()]
		for (const time of [back, stays]) for (let ms = 0; ms <= 5_000; ms += 500) scan(time, ms)
		const DAY_MS = 86_400_000
		const leapt = (time: EventTime, ms: number) =>
			['Line', 'Heating'].flatMap((device) => [
				...time.arrive(T + ms + 40, T + DAY_MS + ms),
				...time.take(said(device, DAY_MS + ms)),
			])
		for (let ms = 5_500; ms <= 9_000; ms += 500) expect(leapt(back, ms)).toEqual([])
		expect(scan(back, 9_500)).toEqual([5_000, 6_000, 7_000, 8_000, 9_000])
		const ticks: number[] = []
		for (let ms = 5_500; ms <= 90_000; ms += 500) ticks.push(...leapt(stays, ms))
		// The silence rule goes on by the arrivals until the new time is believed, a minute after it began.
		expect(ticks.filter((tMs) => tMs < T + DAY_MS).map((tMs) => tMs - T)).toEqual(
			Array.from({ length: 51 }, (_, i) => 5_000 + 1_000 * i),
		)
		expect(ticks.filter((tMs) => tMs >= T + DAY_MS).at(-1)).toBe(T + DAY_MS + 89_000)
	})

	it('follows a plant of one device, and is not moved by one wrong stamp of it', () => {
		const time = new EventTime()
		const ticks = [0, 500, 3e11, 1000, 1500, 2000, 2500, 3000].flatMap((ms) => [
			...time.arrive(T + 40, null),
			...time.take(said('Line', ms)),
		])
		expect(ticks.map((tMs) => tMs - T)).toEqual([1000, 2000])
	})

	it('goes on by the arrivals while the plant is silent, the same whether looked at meanwhile or not', () => {
		const [looked, log] = [new EventTime(), new EventTime()]
		for (const time of [looked, log]) for (const ms of [0, 200]) scan(time, ms)
		const meanwhile: number[] = []
		for (let ms = 140; ms < 30_040; ms += 100) meanwhile.push(...looked.silent(T + ms))
		expect(meanwhile.at(-1)).toBe(T + 19_000)
		expect([...meanwhile.map((tMs) => tMs - T), ...scan(looked, 30_000)]).toEqual(scan(log, 30_000))
		expect(scan(looked, 31_000)).toEqual(scan(log, 31_000))
	})

	it('makes no ticks for a hole of more than an hour', () => {
		const time = new EventTime()
		scan(time, 0)
		scan(time, 1200)
		expect(scan(time, 86_400_500).filter((ms) => ms > 3_700_000)).toEqual([86_400_000])
	})

	it('counts arrivals that run back or leap and does not follow them', () => {
		const time = new EventTime()
		for (const ms of [0, 1200]) scan(time, ms)
		expect(time.arrive(T - 9_000_000_000, T + 1400)).toEqual([])
		expect(time.arrive(T + 9_000_000_000, T + 1600)).toEqual([])
		expect(time.wrong).toBe(2)
		expect(scan(time, 2200)).toEqual([2000])
	})

	it('goes on from its snapshot', () => {
		const time = new EventTime()
		for (const ms of [0, 1400]) scan(time, ms)
		const again = new EventTime(JSON.parse(JSON.stringify(time.snapshot())))
		for (const ms of [2000, 29_000, 29_400]) expect(scan(again, ms)).toEqual(scan(time, ms))
	})
})
