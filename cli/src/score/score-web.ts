import { type Score, scoreOf } from './score.ts'
import { readLines, type TruthLine } from './truth-file.ts'

interface StateLine {
	readonly t: number
	readonly web: { readonly s_m: readonly number[]; readonly T_K: readonly number[]; readonly sd: readonly number[] }
	readonly nis: number
	readonly dof: number
	readonly health: string
}

/** Speed and recipe unchanged for so long: the web is at rest in time. */
const STEADY_MS = 300_000

/** Web temperature, health and consistency of a run, from state.jsonl. */
export function scoreWeb(stateFile: string, truth: readonly TruthLine[]): readonly Score[] {
	const at = new Map(truth.map((line, n) => [line.t, n]))
	const sums = { steady: [0, 0], transient: [0, 0], standing: [0, 0] }
	let [inBounds, windows, within, points, lost, lines] = [0, 0, 0, 0, 0, 0]
	for (const { value } of readLines(stateFile)) {
		const line = value as unknown as StateLine
		const n = at.get(line.t)
		const real = n === undefined ? undefined : truth[n]
		if (real === undefined || n === undefined) continue
		lines++
		if (line.health === 'lost') {
			lost++
			continue
		}
		const kind = real.web_speed_m_s === 0 ? 'standing' : isSteady(truth, n) ? 'steady' : 'transient'
		const sum = sums[kind]
		for (const [i, sM] of line.web.s_m.entries()) {
			const trueK = valueAt(real.web.s_m, real.web.T_K, sM)
			const foundK = line.web.T_K[i]
			if (trueK === null || foundK === undefined) continue
			sum[0]! += (foundK - trueK) ** 2
			sum[1]!++
			if (kind === 'standing') continue
			points++
			if (Math.abs(foundK - trueK) <= 1.645 * (line.web.sd[i] ?? 0)) within++
		}
		if (line.dof > 0 && real.faults.length === 0 && real.state === 'Execute') {
			windows++
			if (line.nis >= chiSquare(0.025, line.dof) && line.nis <= chiSquare(0.975, line.dof)) inBounds++
		}
	}
	const rmse = ([squares = 0, count = 0]: readonly number[]) => (count > 0 ? Math.sqrt(squares / count) : null)
	return [
		scoreOf('web temperature, steady, RMSE', rmse(sums.steady), 'K', { must: 10, aim: 5 }),
		scoreOf('web temperature, speed or recipe changing, RMSE', rmse(sums.transient), 'K', { must: 20, aim: 10 }),
		scoreOf('web temperature, web standing, RMSE', rmse(sums.standing), 'K'),
		scoreOf('web temperature within its 90 % interval', share(within, points), '%'),
		scoreOf('NIS inside 95 % bounds, normal time', share(inBounds, windows), '%', { must: 80, aim: 90, more: true }),
		scoreOf('lost', share(lost, lines), '%'),
	]
}

function isSteady(truth: readonly TruthLine[], n: number): boolean {
	const now = truth[n]!
	for (let k = n; k >= 0 && now.t - truth[k]!.t <= STEADY_MS; k--) {
		const then = truth[k]!
		if (then.recipe !== now.recipe || then.state !== 'Execute' || Math.abs(then.web_speed_m_s - now.web_speed_m_s) > 1e-4)
			return false
	}
	return true
}

function valueAt(at: readonly number[], values: readonly number[], x: number): number | null {
	const n = at.findIndex((one) => Math.abs(one - x) < 1e-6)
	return values[n] ?? null
}

const share = (part: number, whole: number): number | null => (whole > 0 ? (100 * part) / whole : null)

/** Quantile of chi-square by Wilson and Hilferty (1931). */
export function chiSquare(level: 0.025 | 0.975, dof: number): number {
	const z = level === 0.975 ? 1.959964 : -1.959964
	const v = 2 / (9 * dof)
	return dof * Math.max(0, 1 - v + z * Math.sqrt(v)) ** 3
}
