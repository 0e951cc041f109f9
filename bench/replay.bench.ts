import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, bench, describe, expect } from 'vitest'
import { replayLog } from '../cli/src/replay/replay-log.ts'
import { writePlantDay } from './plants/plant-day.ts'

/**
 * A day of log (119 tags, stops and faults by chance, late and doubled messages) through the live code path: without forecasts, and with one
 * each 15 min on a thread beside it. Wall time, CPU time of the whole process, and both for 24 h. EMBERLINE_REPLAY_HOURS: a shorter log;
 * EMBERLINE_REPLAY_LOG: one that is there already.
 */
const HOURS = Number(process.env.EMBERLINE_REPLAY_HOURS ?? 24)
const GIVEN = process.env.EMBERLINE_REPLAY_LOG
const DAY_H = 24
/** Goals for 24 h on two cores [s]. */
const MOST_S = { alone: 300, forecasting: 600 } as const

const folder = mkdtempSync(join(tmpdir(), 'emberline-replay-bench-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

async function replayed(log: string, forecasts: boolean) {
	const cpu = process.cpuUsage()
	const dir = join(folder, String(forecasts))
	const { from_ms, to_ms, wall_s, messages, broken_lines } = await replayLog({
		logs: [log],
		dir,
		line: 'line1',
		seed: 1,
		strict: false,
		forecasts,
	})
	const { user, system } = process.cpuUsage(cpu)
	const plantH = ((to_ms ?? 0) - (from_ms ?? 0)) / 3.6e6
	return { dir, plantH, wallS: wall_s, cpuS: (user + system) / 1e6, messages, broken: broken_lines }
}

describe('a day of log', () => {
	let done = false
	bench(
		'replayed',
		async () => {
			if (done) return
			done = true
			const log =
				GIVEN ??
				(
					await writePlantDay({
						hours: HOURS,
						seed: 7,
						dir: folder,
						randomRate: 1,
						wire: { late: 0.02, doubled: 0.01, gapsPerHour: 1 },
					})
				).log
			const alone = await replayed(log, false)
			const forecasting = await replayed(log, true)
			const row = ({ plantH, wallS, cpuS, messages }: typeof alone) => ({
				'plant h': plantH.toFixed(2),
				messages,
				'wall s': wallS.toFixed(1),
				'CPU s': cpuS.toFixed(1),
				'24 h, wall s': ((wallS / plantH) * DAY_H).toFixed(0),
				'24 h, CPU s': ((cpuS / plantH) * DAY_H).toFixed(0),
				'times real time': ((plantH * 3600) / wallS).toFixed(0),
			})
			console.table({ 'line model and estimator': row(alone), 'and a forecast each 15 min': row(forecasting) })
			// Forecasts beside it change nothing of the rest.
			for (const name of ['state.jsonl', 'params.jsonl', 'parcels.csv'])
				expect(readFileSync(join(alone.dir, name)).equals(readFileSync(join(forecasting.dir, name))), name).toBe(true)
			expect((alone.wallS / alone.plantH) * DAY_H).toBeLessThan(MOST_S.alone)
			expect((forecasting.wallS / forecasting.plantH) * DAY_H).toBeLessThan(MOST_S.forecasting)
		},
		{ iterations: 1, time: 0, warmupIterations: 0, warmupTime: 0 },
	)
})
