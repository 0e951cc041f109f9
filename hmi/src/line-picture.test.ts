import { describe, expect, it } from 'vitest'
import { display } from '../test/fixture-display.ts'
import { forecast, frame, goodLink } from '../test/fixture-line.ts'
import { LinePicture } from './line-picture.ts'

const T0 = 1_790_000_000_000
const TENSION = display.tags.findIndex((t) => t.name === 'Line/Web/Tension')

function pictureAt(startMs = 0) {
	const clock = { steadyMs: startMs }
	const picture = new LinePicture(display, false, { nowMs: () => T0 + clock.steadyMs, steadyMs: () => clock.steadyMs })
	const take = (value: number | null, quality: 'good' | 'bad' | 'stale' | 'uncertain' = 'good', reason?: string) =>
		picture.takeReadings([{ tMs: T0, tag: 'Line/Web/Tension', value, quality, ...(reason !== undefined && { reason }) }])
	const tension = () => {
		const { v, q, r, a } = picture.snapshot().tags
		return { value: v[TENSION], quality: q[TENSION], reason: r?.[TENSION], ageMs: a?.[TENSION] }
	}
	return { picture, clock, take, tension }
}

describe('the picture of the line', () => {
	it('has no value before the first: bad, with a reason, not zero', () => {
		expect(pictureAt().tension()).toMatchObject({ value: null, quality: 2, reason: 'no value yet' })
	})

	it('keeps one digit more than is shown', () => {
		const { take, tension } = pictureAt()
		take(30.1234)
		expect(tension().value).toBe(30.1)
	})

	it.each([Number.NaN, Number.POSITIVE_INFINITY])('makes %d a missing value, which is never good', (value) => {
		const { take, tension } = pictureAt()
		take(value)
		expect(tension()).toMatchObject({ value: null, quality: 2 })
	})

	it('counts the age of a stale value from when it was last fresh', () => {
		const { take, tension, clock } = pictureAt()
		take(30)
		clock.steadyMs = 4000
		take(30, 'stale')
		clock.steadyMs = 5000
		expect(tension()).toMatchObject({ quality: 3, ageMs: 5000 })
	})

	it('says how long each device was silent, by the newer of its values and what the gateway heard', () => {
		const { picture, take, clock } = pictureAt()
		take(30)
		clock.steadyMs = 7000
		expect(picture.beat().silentMs).toMatchObject({ Line: 7000, Wash: null })
		picture.takeLink({ ...goodLink, silentMs: { Line: 300, Wash: 400 } })
		clock.steadyMs = 8000
		expect(picture.beat().silentMs).toMatchObject({ Line: 1300, Wash: 1400 })
	})

	it('sends nothing twice, and nothing when nothing changed', () => {
		const { picture, take } = pictureAt()
		take(30)
		picture.takeFrame(frame(T0, 1))
		picture.takeForecast(forecast(T0))
		expect(picture.batch()).toMatchObject({ seq: 1, tags: { i: [TENSION], v: [30] } })
		const rest = Array.from({ length: 10 }, () => picture.batch()).filter((b) => b !== null)
		expect(rest.map((b) => Object.keys(b.frame ?? {}))).toEqual([['zones', 'profile', 'residuals']])
	})

	it('passes over tags that the display does not know', () => {
		const { picture } = pictureAt()
		picture.takeReadings([{ tMs: T0, tag: 'Somewhere/Else', value: 1, quality: 'good' }])
		expect(picture.batch()).toBeNull()
	})
})
