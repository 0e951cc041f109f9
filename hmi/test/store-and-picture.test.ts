import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { SPARK_POINTS } from '../src/contract.ts'
import { LinePicture } from '../src/line-picture.ts'
import { LineStore } from '../web/line/line-store.ts'
import { display } from './fixture-display.ts'
import { forecast, frame, goodLink, readings, twoAlarms } from './fixture-line.ts'

const T0 = 1_790_000_000_000

/** A picture on the server's side, and its clock. */
function aPicture() {
	let steadyMs = 0
	const picture = new LinePicture(display, true, { nowMs: () => T0 + steadyMs, steadyMs: () => steadyMs })
	picture.takeLink(goodLink)
	const step = (k: number) => {
		steadyMs += 100
		picture.takeReadings(
			readings(T0 + steadyMs, k % 7 === 0 ? { 'Line/Web/Tension': { value: null, quality: 'bad', reason: 'open' } } : {}),
		)
		picture.takeFrame(frame(T0 + steadyMs, k, k % 5 === 0 ? { alarms: twoAlarms(T0) } : {}))
		if (k % 11 === 0) picture.takeForecast(forecast(T0 + steadyMs))
		return picture.batch()
	}
	return { picture, step }
}

/** What a person could see of it. */
function seen(store: LineStore) {
	const {
		display: model,
		seq,
		states,
		soft,
		zones,
		profile,
		alarms,
		situation,
		interlocks,
		forecast: next,
		link,
		sparks,
		simulated,
	} = store
	const tags = { values: [...store.values], texts: store.texts, quality: [...store.quality], reasons: store.reasons }
	return { model, seq, states, soft, zones, profile, alarms, situation, interlocks, next, link, sparks, simulated, ...tags }
}

function freshlyOpened(picture: LinePicture): LineStore {
	const store = new LineStore()
	store.takeSnapshot(picture.snapshot(), 0)
	return store
}

describe('the store', () => {
	it('takes batches in order and asks when one is missing', () => {
		const { picture, step } = aPicture()
		const store = freshlyOpened(picture)
		const [one, two, three] = [step(1), step(2), step(3)]
		expect(store.takeBatch(one!, 1)).toBe(true)
		expect(store.takeBatch(three!, 2)).toBe(false)
		expect(store.seq).toBe(one!.seq)
		expect(store.takeBatch(two!, 3)).toBe(true)
		expect(store.takeBatch(one!, 4)).toBe(true)
		expect(store.seq).toBe(two!.seq)
	})

	it('takes no batch before its first snapshot', () => {
		expect(new LineStore().takeBatch(aPicture().step(1)!, 0)).toBe(false)
	})

	it('sees by a beat that the last batch did not arrive', () => {
		const { picture, step } = aPicture()
		const store = freshlyOpened(picture)
		expect(store.takeBeat(picture.beat(), 0)).toBe(true)
		step(1)
		expect(store.takeBeat(picture.beat(), 1)).toBe(false)
	})

	it('keeps a gap of plant time in the sparklines, and their length', () => {
		const { picture } = aPicture()
		picture.takeFrame(frame(T0, 1))
		const store = freshlyOpened(picture)
		picture.batch()
		store.takeSnapshot(picture.snapshot(), 0)
		picture.takeFrame(frame(T0 + 40_000, 2))
		store.takeBatch(picture.batch()!, 1)
		const net = store.sparks!.series['soft/netGPerH']
		expect(net).toHaveLength(SPARK_POINTS)
		expect(net.slice(-5).map((v) => v === null)).toEqual([false, true, true, true, false])
	})

	it('equals a freshly opened one after batches were dropped, doubled and swapped', () => {
		const way = fc.constantFrom('take', 'drop', 'double', 'hold')
		fc.assert(
			fc.property(fc.array(way, { minLength: 5, maxLength: 60 }), (ways) => {
				const { picture, step } = aPicture()
				const store = freshlyOpened(picture)
				const resync = () => store.takeSnapshot(picture.snapshot(), 0)
				let held: ReturnType<typeof step> = null
				ways.forEach((how, k) => {
					const batch = step(k)
					if (batch === null || how === 'drop') return
					if (how === 'hold') {
						held = batch
						return
					}
					if (!store.takeBatch(batch, 0)) resync()
					if (how === 'double' && !store.takeBatch(batch, 0)) resync()
					if (held !== null && !store.takeBatch(held, 0)) resync()
					held = null
				})
				if (!store.takeBeat(picture.beat(), 0)) resync()
				// Zones and profile travel twice a second: let what is due arrive.
				for (let k = 0; k < 5; k++) {
					const last = picture.batch()
					if (last !== null) expect(store.takeBatch(last, 0)).toBe(true)
				}
				expect(seen(store)).toEqual(seen(freshlyOpened(picture)))
			}),
			{ numRuns: 60 },
		)
	})

	it('wakes those who listen, and no longer those who left', () => {
		const { picture, step } = aPicture()
		const store = freshlyOpened(picture)
		let woken = 0
		const leave = store.subscribe(() => woken++)
		store.takeBatch(step(1)!, 0)
		leave()
		store.takeBatch(step(2)!, 0)
		expect(woken).toBe(1)
	})
})
