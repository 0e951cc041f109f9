import { describe, expect, it } from 'vitest'
import { display } from '../../test/fixture-display.ts'
import { bandAt, fractionAt, pathColumns, temperatureAxis } from './path-scale.ts'

const recipe = display.recipes.HTR
const columns = pathColumns(display, recipe)

describe('the scale along the path', () => {
	it('gives each station a column, side by side, from edge to edge', () => {
		expect(columns.map((c) => c.name)).toEqual(display.stations.map((s) => s.name))
		expect(columns[0]?.from).toBe(0)
		expect(columns.at(-1)?.to).toBeCloseTo(1, 12)
		columns.slice(1).forEach((c, k) => {
			expect(c.from).toBe(columns[k]?.to)
		})
	})

	it('makes the column widest where the recipe changes the temperature most', () => {
		const width = (name: string) => columns.filter((c) => c.name === name).reduce((w, c) => w + c.to - c.from, 0)
		expect(width('Heating')).toBeGreaterThan(2 * width('Feed'))
		expect(width('Heating')).toBeGreaterThan(2 * width('Wash'))
	})

	it('never turns back', () => {
		let before = -1
		for (let s = 0; s <= 6.2; s += 0.05) {
			const at = fractionAt(columns, s)
			expect(at).toBeGreaterThan(before)
			before = at
		}
	})

	it('gives equal columns where no recipe is known, and none without stations', () => {
		for (const c of pathColumns(display, undefined)) expect(c.to - c.from).toBeCloseTo(0.2, 12)
		expect(pathColumns({ ...display, stations: [] }, recipe)).toEqual([])
	})
})

describe('the recipe band', () => {
	it('is drawn straight between its points', () => {
		expect(bandAt(recipe, 2.7)).toMatchObject({ lowK: 1190, highK: 1270 })
		expect(bandAt(recipe, 2.575)?.lowK).toBeCloseTo((800 + 1190) / 2, 6)
	})

	it('ends where it ends', () => {
		expect(bandAt(recipe, 6.3)).toBeNull()
		expect(bandAt(undefined, 1)).toBeNull()
	})
})

describe('the temperature axis', () => {
	it.each([
		[280, 1385, 10],
		[280, 800, 4],
		[300, 300, 3],
		[280, 40_000, 5],
	])('from %d to %d has no more than %d lines to read', (low, high, lines) => {
		const axis = temperatureAxis(low, high, lines)
		expect(axis.lowK).toBeLessThanOrEqual(low)
		expect(axis.highK).toBeGreaterThanOrEqual(high)
		expect(axis.ticksK.length).toBeGreaterThan(0)
		expect(axis.ticksK.length).toBeLessThanOrEqual(high > 10_000 ? 25 : lines + 1)
	})
})
