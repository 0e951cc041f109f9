import { loadLine } from '@emberline/line-config/files'
import { describe, expect, it } from 'vitest'
import { alongPath, linePlaces, profileGridM } from './line-places.ts'

describe('places along the line', () => {
	it('end the zones of line1 where the pyrometers look', () => {
		expect(linePlaces(loadLine()).zoneEndM.map((m) => m.toFixed(2))).toEqual(['2.55', '2.65', '2.75', '2.90'])
	})

	it.each(['line1', 'pilot', 'production'])(
		'grid %s forward, with every 20 mm of furnace and quench and all boundaries',
		(name) => {
			const config = loadLine(name)
			const grid = profileGridM(config)
			const places = linePlaces(config)
			for (const m of [
				0,
				config.stations.heating.fromM,
				...places.zoneEndM,
				places.quenchInM,
				places.quenchOutM,
				places.scraperM,
			]) {
				expect(grid.some((g) => Math.abs(g - m) < 1e-6)).toBe(true)
			}
			for (let i = 1; i < grid.length; i++) {
				const step = grid[i]! - grid[i - 1]!
				expect(step).toBeGreaterThan(0)
				const fine = grid[i - 1]! >= config.stations.heating.fromM - 0.1 - 1e-9 && grid[i]! <= places.quenchOutM + 1e-9
				expect(step).toBeLessThanOrEqual((fine ? 0.02 : 0.1) + 1e-6)
			}
		},
	)

	it('interpolate between samples and hold at the ends', () => {
		expect([-1, 0.5, 1.5, 9].map((m) => alongPath([0, 1, 2], [10, 20, 40], m))).toEqual([10, 15, 30, 40])
	})
})
