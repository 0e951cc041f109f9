import { LADDER_FROM_K, LADDER_RUNGS, LADDER_STEP_K, type Web } from './parcels.ts'

/** One step of a parcel that warms or cools: from and to where, when it began and how long it took. */
export interface HistoryStep {
	fromK: number
	toK: number
	clockS: number
	dtS: number
}

/** Instants at which a step passes the temperatures that the profile is judged by. */
export function keepPassages(web: Web, i: number, step: HistoryStep): void {
	const { clockS: clock, dtS: dt } = step
	const a = step.fromK
	const b = step.toK
	const perK = dt / (b - a)
	if (b > a) {
		if (a < 400 && b >= 400 && Number.isNaN(web.up400S[i]!)) web.up400S[i] = clock + (400 - a) * perK
		if (a < 700 && b >= 700 && Number.isNaN(web.up700S[i]!)) web.up700S[i] = clock + (700 - a) * perK
		if (b <= web.peakK[i]!) return
		web.peakK[i] = b
		web.peakS[i] = clock + dt
		let rung = web.rungs[i]!
		let level = LADDER_FROM_K + LADDER_STEP_K * rung
		while (level <= b && rung < LADDER_RUNGS) {
			web.ladderS[i * LADDER_RUNGS + rung] = clock + Math.max(0, level - a) * perK
			rung++
			level += LADDER_STEP_K
		}
		web.rungs[i] = rung
		return
	}
	if (a >= 700 && b < 700) web.down700S[i] = clock + (700 - a) * perK
	if (a >= 600 && b < 600) web.down600S[i] = clock + (600 - a) * perK
	if (a >= 500 && b < 500) web.down500S[i] = clock + (500 - a) * perK
	const high = 0.9 * web.peakK[i]!
	if (a >= high && b < high) {
		web.down90S[i] = clock + (high - a) * perK
		web.down90K[i] = high
	}
}
