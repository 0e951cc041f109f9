import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { PaintLoop } from './paint-loop.ts'

let frames: (() => void)[] = []
let nowMs = 0
const refresh = (ms: number) => {
	nowMs += ms
	for (const frame of frames.splice(0)) frame()
}

beforeEach(() => {
	nowMs = 1000
	frames = []
	vi.stubGlobal('requestAnimationFrame', (frame: () => void) => frames.push(frame))
	vi.spyOn(performance, 'now').mockImplementation(() => nowMs)
})

afterEach(() => {
	vi.unstubAllGlobals()
	vi.restoreAllMocks()
})

function counting() {
	const count = { marks: 0, figures: 0 }
	return { count, painter: { marks: () => count.marks++, figures: () => count.figures++ } }
}

describe('the paint loop', () => {
	it('paints what is added at once', () => {
		const { count, painter } = counting()
		new PaintLoop().add(painter)
		expect(count).toEqual({ marks: 1, figures: 1 })
	})

	it('asks for one frame however often it is woken, and for none when it is not', () => {
		const loop = new PaintLoop()
		loop.add(counting().painter)
		expect(frames).toHaveLength(0)
		loop.wake()
		loop.wake()
		expect(frames).toHaveLength(1)
		refresh(16)
		expect(frames).toHaveLength(0)
	})

	it('moves marks ten times a second and figures no more than twice', () => {
		const loop = new PaintLoop()
		const { count, painter } = counting()
		loop.add(painter)
		for (let k = 0; k < 100; k++) {
			loop.wake()
			refresh(100)
		}
		expect(count.marks).toBe(101)
		expect(count.figures).toBeGreaterThanOrEqual(20)
		expect(count.figures).toBeLessThanOrEqual(22)
	})

	it('paints no more what has left', () => {
		const loop = new PaintLoop()
		const { count, painter } = counting()
		loop.add(painter)()
		loop.wake()
		refresh(1000)
		expect(count).toEqual({ marks: 1, figures: 1 })
	})
})
