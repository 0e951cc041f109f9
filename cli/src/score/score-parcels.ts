import { existsSync, readFileSync } from 'node:fs'
import { type Score, scoreOf } from './score.ts'
import type { TruthLine } from './truth-file.ts'

/** Web off the line at a true instant and web of a row of the file are the same when they left within this time. */
const SAME_MS = 6_000

/** Peak temperature and size of the parcels, from parcels.csv, each beside what left at the same time. */
export function scoreParcels(file: string, truth: readonly TruthLine[]): readonly Score[] {
	if (!existsSync(file)) return []
	const [head = '', ...rows] = readFileSync(file, 'utf8').trimEnd().split('\n')
	const column = (name: string) => head.split(',').indexOf(name)
	const [washAt, peakAt, peakSdAt, sizeAt] = [column('t_wash_ms'), column('peak_K'), column('peak_K_sd'), column('size_nm')]
	const peaks: number[] = []
	const sizes: number[] = []
	let within = 0
	let next = 0
	for (const row of rows) {
		const cells = row.split(',')
		const leftMs = Number(cells[washAt])
		while (next < truth.length - 1 && truth[next]!.t < leftMs) next++
		const real = truth[next]
		if (real?.left == null || Math.abs(real.t - leftMs) > SAME_MS || real.web_speed_m_s === 0) continue
		const error = Math.abs(Number(cells[peakAt]) - real.left.peak_K)
		if (!Number.isFinite(error) || cells[peakAt] === '') continue
		peaks.push(error)
		if (error <= 1.645 * Number(cells[peakSdAt])) within++
		sizes.push(Math.abs(Number(cells[sizeAt]) - real.left.size_nm))
	}
	const mean = (values: readonly number[]) => (values.length > 0 ? values.reduce((sum, x) => sum + x, 0) / values.length : null)
	return [
		scoreOf('peak of a parcel, mean error', mean(peaks), 'K', { must: 10, aim: 6 }),
		scoreOf('peak of a parcel within its 90 % interval', peaks.length > 0 ? (100 * within) / peaks.length : null, '%'),
		scoreOf('size of a parcel, mean error', mean(sizes), 'nm'),
	]
}
