import type { Forecast, LineFrame, Reading } from '@emberline/twin'
import { BehaviorSubject, ReplaySubject, Subject } from 'rxjs'
import { type PlantLink, SPARK_POINTS, SPARK_STEP_MS } from '../src/contract.ts'
import { type HmiOptions, type HmiServer, startHmiServer } from '../src/server.ts'
import type { HistoryPoint } from '../src/sparks.ts'
import { display } from './fixture-display.ts'
import { forecast, frame, goodLink, readings } from './fixture-line.ts'

/** A plant and a twin that only talk: streams that a test pushes, by hand or ten times a second. */
export class FakePlant {
	readonly readings$ = new Subject<readonly Reading[]>()
	readonly frames$ = new Subject<LineFrame>()
	readonly forecasts$ = new ReplaySubject<Forecast>(1)
	readonly plantLink$ = new BehaviorSubject<PlantLink>(goodLink)
	/** Devices that say nothing, and what differs from the healthy line. */
	silent: readonly string[] = []
	changedReadings: Readonly<Record<string, Partial<Reading>>> = {}
	changedFrame: (tMs: number) => Partial<LineFrame> = () => ({})
	#seq = 0
	#timer: NodeJS.Timeout | undefined

	push(tMs: number = Date.now()): void {
		this.readings$.next(readings(tMs, this.changedReadings, this.silent))
		this.frames$.next(frame(tMs, this.#seq++, this.changedFrame(tMs)))
	}

	run(): void {
		this.forecasts$.next(forecast(Date.now()))
		this.push()
		this.#timer = setInterval(() => this.push(), 100)
	}

	stop(): void {
		clearInterval(this.#timer)
	}

	serve(more: Partial<HmiOptions> = {}): Promise<HmiServer> {
		return startHmiServer({
			port: 0,
			display,
			readings$: this.readings$,
			frames$: this.frames$,
			forecasts$: this.forecasts$,
			plantLink$: this.plantLink$,
			readiness: () => ({ ready: true, parts: { gateway: { ready: true, reason: '' } } }),
			history: fakeHistory,
			...more,
		})
	}
}

const LEVEL: Readonly<Record<string, number>> = {
	'soft/netGPerH': 408,
	'soft/peakK': 1338,
	'soft/sizeNm': 33.6,
	'soft/kWhPerKg': 32.5,
}

async function fakeHistory(series: string, _fromMs: number, toMs: number): Promise<HistoryPoint[]> {
	return Array.from({ length: SPARK_POINTS }, (_, k) => {
		const level = LEVEL[series]
		const wave = Math.sin(k / 9 + series.length) + 0.6 * Math.sin(k / 2.3)
		const mean = level === undefined ? Math.min(24, 12 + Math.floor(k / 50) * 6) : level * (1 + 0.004 * wave)
		return { tMs: toMs - (SPARK_POINTS - 1 - k) * SPARK_STEP_MS, mean }
	})
}
