import type {
	Forecast,
	LineFrame,
	ParcelRow,
	QuantileName,
	Reading,
	ReadingValue,
	StationFrame,
	StationName,
} from '@emberline/twin'
import { QUANTILES, STATION_NAMES } from '@emberline/twin'

/** Six in the evening, so that a few hours later the next day's file begins. */
export const START_MS = Date.UTC(2026, 2, 4, 18)

export function reading(tag: string, tMs: number, value: ReadingValue): Reading {
	return { tag, tMs, value, quality: 'good' }
}

/** One value each second, as many as told. */
export function eachSecond(tag: string, fromMs: number, count: number, value: (second: number) => number): Reading[] {
	return Array.from({ length: count }, (_, second) => reading(tag, fromMs + second * 1000, value(second)))
}

const executing: StationFrame = { state: 'Execute', sinceMs: START_MS, stopReason: 0 }

export function frame(tMs: number, changes: Partial<LineFrame> = {}): LineFrame {
	return {
		tMs,
		seq: 1,
		health: 'tracking',
		healthReason: '',
		line: executing,
		stations: Object.fromEntries(STATION_NAMES.map((name) => [name, executing])) as Record<StationName, StationFrame>,
		recipe: 'HTR',
		webSpeedMPerS: 0.05,
		webPositionM: 12.5,
		rollRemainingM: null,
		web: {
			sM: [2.3, 2.5, 2.9],
			temperatureK: [350, 1339, 900],
			sdK: [2, 3, 4],
			moistureKgPerKg: [0.01, 0, 0],
		},
		zones: [
			{
				station: 'Heating',
				zone: 1,
				electricalKW: 5.8,
				toWebKW: 3.5,
				toGasKW: 0.5,
				toSlotsKW: 0.4,
				toWallsKW: 1,
				toCoolantKW: 0.3,
				storedKW: 0.1,
				closure: 0,
				web: {
					sensibleKW: 2,
					fusionKW: 0.5,
					reactionKW: 0.4,
					evaporationKW: 0.1,
					marginKW: 0.5,
					radiationKW: 2.6,
					convectionKW: 0.4,
				},
				doseEqS: 1.2,
				webInK: 350,
				webOutK: 800,
			},
		],
		soft: {
			peakK: { x: 1339, sd: 3 },
			heatRateKPerS: { x: 500, sd: 10 },
			quenchRateKPerS: null,
			tAboveS: { x: 8.1, sd: 0.2 },
			doseEqS: { x: 8.9, sd: 0.3 },
			sizeNm: { x: 14.9, sd: 0.5 },
			residualNaClWtpct: null,
			moisturePct: { x: 1, sd: 0.1 },
			netGPerH: { x: 21, sd: 1 },
			furnaceGPerH: { x: 22, sd: 1 },
			windowIndexPct: 40,
			windowIndexCause: 'peakK',
			kWhPerKg: { x: 500, sd: 20 },
		},
		residuals: [],
		alarms: [],
		faults: [],
		scrapM: 1.5,
		productG: 120,
		...changes,
	}
}

export function forecast(originMs: number, grams: number): Forecast {
	const q = Object.fromEntries(QUANTILES.map((name) => [name, grams + Number(name)])) as Record<QuantileName, number>
	return {
		originMs,
		scheduleId: '1790000000150',
		health: 'degraded',
		healthReason: 'a pyrometer is stale',
		members: 50,
		targets: [
			{ target: 'kWh', zone: 2, hS: 900, mean: 5.1, q },
			{ target: 'grams', hS: 3600, mean: grams, q },
		],
		budgets: [
			{
				zone: 1,
				hS: 3600,
				electricalKW: 5.8,
				toWebKW: 3.5,
				toGasKW: 0.5,
				toSlotsKW: 0.4,
				toWallsKW: 1,
				toCoolantKW: 0.3,
				storedKW: 0.1,
				doseEqS: 8.9,
			},
		],
		wallMs: 123.5,
	}
}

/** The nth piece of web, one a second, that left 100 s after it was coated. */
export function parcel(
	n: number,
	p: { lot?: string; peakK?: number; recipe?: string; flags?: readonly string[] } = {},
): ParcelRow {
	const fedMs = START_MS + n * 1000
	return {
		positionM: Math.round((10 + n * 0.05) * 100) / 100,
		times: {
			t_feed_ms: fedMs,
			t_heat_in_ms: fedMs + 48_000,
			t_heat_out_ms: fedMs + 58_000,
			t_quench_out_ms: null,
			t_wash_ms: fedMs + 100_000,
		},
		estimates: {
			peak_K: { x: p.peakK ?? 1340, sd: 3 },
			t_above_s: { x: 8, sd: null },
			heat_rate_K_s: null,
			quench_rate_K_s: null,
			dose_eq_s: { x: 9, sd: 0.2 },
			size_nm: { x: 14.9, sd: 0.5 },
			nacl_wtpct: null,
			moisture_pct: { x: 0.5, sd: 0.1 },
			areal_g_m2: { x: 100, sd: 1 },
		},
		roll: 'R1',
		lot: p.lot ?? 'P1',
		recipe: p.recipe ?? 'HTR',
		flags: p.flags ?? [],
	}
}
