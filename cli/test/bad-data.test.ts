import { loadLine, loadRecipesOfLine } from '@emberline/line-config/files'
import { parseLogLine } from '@emberline/plc-gateway'
import { createLineTwin, type LineFrame } from '@emberline/twin'
import { beforeAll, describe, expect, it } from 'vitest'
import { MANGLERS } from '../../bench/plants/mangle.ts'
import { TwinDrive } from '../src/replay/twin-drive.ts'
import { plantLog } from './plant-log.ts'

const START_MS = 1_790_000_000_000
const SOUND_S = 400
const FROM_MS = START_MS + 1000 * SOUND_S
const WITHIN_S = 600

/** All frames of a twin that hears these lines. */
function heard(lines: readonly string[]): readonly LineFrame[] {
	const line = loadLine()
	const recipes = Object.fromEntries([...loadRecipesOfLine(line).values()].map((recipe) => [recipe.id, recipe]))
	const twin = createLineTwin({ line, recipes, seed: 1 })
	const drive = new TwinDrive(line, twin)
	const frames: LineFrame[] = []
	twin.frames$.subscribe((frame) => {
		frames.push(frame)
	})
	for (const text of lines) drive.message(parseLogLine(text))
	drive.silent(FROM_MS + 1000 * (WITHIN_S + 10))
	return frames
}

describe('a log that goes bad', () => {
	let sound: string[]
	beforeAll(() => {
		sound = plantLog(SOUND_S + WITHIN_S)
	}, 120_000)

	it.each([
		['frozen', /^frozen: \d+ of \d+ instruments say the same again and again/],
		['swapped', /^measurements far from the model/],
		['shuffled', /not known|no data|out of order/],
		['foreign', /^measurements far from the model|not known/],
		['missing', /^emitter temperatures not known|^no data/],
	] as const)(
		'%s: the twin says within ten minutes that it is lost, and why',
		(name, why) => {
			const frames = heard(MANGLERS[name](sound, FROM_MS))
			const before = frames.findLast(({ tMs }) => tMs < FROM_MS)
			expect(before?.health).toBe('tracking')
			const end = frames.findLast(({ tMs }) => tMs <= FROM_MS + 1000 * WITHIN_S)
			expect([end?.health, end?.healthReason]).toEqual(['lost', expect.stringMatching(why)])
			const width = (frame: LineFrame | undefined) => Math.max(...(frame?.web.sdK ?? []))
			expect(width(end)).toBeGreaterThan(2 * width(before))
		},
		120_000,
	)

	it('with codes and no numbers in a third of its values is followed as before, and none of them gets in', () => {
		const whole = heard(sound)
		const spoilt = heard(MANGLERS.codes(sound, FROM_MS))
		const measured = spoilt.flatMap(({ residuals }) => residuals.map((one) => one.measured))
		expect(measured.length).toBeGreaterThan(10_000)
		expect(measured.filter((x) => !Number.isFinite(x) || x === 888.8 || x === -999)).toEqual([])
		const [a, b] = [whole.at(-1), spoilt.find(({ tMs }) => tMs === whole.at(-1)?.tMs)]
		const off = a?.web.temperatureK.map((k, i) => Math.abs(k - (b?.web.temperatureK[i] ?? Number.NaN))) ?? []
		expect(Math.max(...off)).toBeLessThan(10)
		expect(b?.health).toBe('degraded')
	}, 120_000)
})
