import type { Beat, FrameParts, IndicatorSource, PlantLink, Snapshot } from '@emberline/hmi/contract'
import { describe, expect, it } from 'vitest'
import { display } from '../../test/fixture-display.ts'
import { forecast, frame, goodLink } from '../../test/fixture-line.ts'
import { forecastStanding } from './forecast-figures.ts'
import { LineStore } from './line-store.ts'
import { missingParts, shownOf, twinStanding } from './value-state.ts'

const T0 = 1_790_000_000_000
const SPEED: IndicatorSource = { tag: 'Line/Status/CurMachSpeed' }
const PEAK: IndicatorSource = { soft: 'peakK' }
const emitters = [1, 2].map((n) => [`Heating/Zone${n}/EmitterTemperature`, `Heating/Zone${n}/EmitterSetpoint`] as const)

interface Changes {
	readonly values?: Readonly<
		Record<string, { readonly v?: number | null; readonly q?: number; readonly r?: string; readonly a?: number }>
	>
	readonly frame?: Partial<ReturnType<typeof frame>> | null
	readonly beat?: Partial<Beat>
	readonly link?: Partial<PlantLink>
	readonly forecast?: ReturnType<typeof forecast> | null
}

function partsOf(whole: ReturnType<typeof frame>): FrameParts {
	return { states: whole, soft: whole.soft, zones: whole.zones, profile: whole.web }
}

function storeWith(changes: Changes = {}): LineStore {
	const own = display.tags.map((tag) => changes.values?.[tag.name])
	const parts: FrameParts | null = changes.frame === null ? null : partsOf(frame(T0, 1, changes.frame))
	const beat: Beat = {
		serverMs: T0,
		seq: 7,
		silentMs: Object.fromEntries(Object.keys(goodLink.devices).map((d) => [d, 100])),
		frameAgeMs: changes.frame === null ? null : 100,
		dataAgeMs: 100,
		...changes.beat,
	}
	const snapshot: Snapshot = {
		protocol: 1,
		seq: 7,
		simulated: false,
		display,
		tags: {
			i: display.tags.map((_, k) => k),
			v: own.map((o) => (o?.v === undefined ? 50 : o.v)),
			q: own.map((o) => o?.q ?? 0),
			r: Object.fromEntries(own.flatMap((o, k) => (o?.r === undefined ? [] : [[k, o.r]]))),
			a: Object.fromEntries(own.flatMap((o, k) => (o?.a === undefined ? [] : [[k, o.a]]))),
		},
		frame: parts,
		alarms: { changed: [], gone: [] },
		forecast: changes.forecast === undefined ? forecast(T0) : changes.forecast,
		link: { ...goodLink, ...changes.link },
		spark: {
			endMs: 0,
			series: { 'soft/netGPerH': [], 'soft/peakK': [], 'soft/sizeNm': [], 'stat/scrapM': [], 'soft/kWhPerKg': [] },
		},
		beat,
	}
	const store = new LineStore()
	store.takeSnapshot(snapshot, 1000)
	return store
}

describe('a measured value', () => {
	const speed = 'Line/Status/CurMachSpeed'
	it.each([
		['is good when its device is heard', {}, 1000, { state: 'good', value: 50 }],
		['stays good while quiet: values come by exception', {}, 5800, { state: 'good' }],
		['is stale when its device was silent for more than 5 s', {}, 6000, { state: 'stale', value: 50, ageMs: 5100 }],
		[
			'is stale when the plant says so, and ages on',
			{ values: { [speed]: { q: 3, a: 4000 } } },
			2000,
			{ state: 'stale', ageMs: 5000 },
		],
		['is stale when its device is offline', { link: { devices: { Line: 'offline' } } }, 1000, { state: 'stale', ageMs: 100 }],
		['is stale when the PLC is offline', { link: { node: 'offline' } }, 1000, { state: 'stale' }],
		['is stale when the broker is lost', { link: { broker: 'lost' } }, 1000, { state: 'stale' }],
		[
			'has no number when bad',
			{ values: { [speed]: { v: 12, q: 2, r: 'open wire' } } },
			1000,
			{ state: 'bad', value: Number.NaN, reason: 'open wire' },
		],
		['is bad and not zero when null', { values: { [speed]: { v: null } } }, 1000, { state: 'bad', value: Number.NaN }],
		[
			'keeps its number when uncertain, with the reason',
			{ values: { [speed]: { q: 1, r: 'held' } } },
			1000,
			{ state: 'uncertain', value: 50, reason: 'held' },
		],
	] as const)('%s', (_, changes, nowMs, expected) => {
		expect(shownOf(storeWith(changes as Changes), SPEED, nowMs)).toMatchObject(expected)
	})

	it('is stale as soon as the server is lost, by the age of the last beat', () => {
		const store = storeWith()
		store.setServerLost(true)
		expect(shownOf(store, SPEED, 4200)).toMatchObject({ state: 'stale', value: 50, ageMs: 3200 })
	})

	it('of the laboratory never grows stale by silence', () => {
		expect(shownOf(storeWith(), { tag: 'Lab/Result/ParticleSizeMean' }, 1e7)).toMatchObject({ state: 'good' })
	})

	it('that the display does not know is bad', () => {
		expect(shownOf(storeWith(), { tag: 'Line/No/Such' }, 1000)).toMatchObject({ state: 'bad', reason: 'not configured' })
	})
})

describe('a value of the twin', () => {
	it('is estimated and has a spread', () => {
		expect(shownOf(storeWith(), PEAK, 1000)).toMatchObject({ state: 'good', estimated: true, sd: 2 })
	})

	it.each([
		[
			'no number when the twin is lost',
			{ frame: { health: 'lost', healthReason: 'wrong line' } },
			1000,
			'bad',
			'twin lost: wrong line',
		],
		[
			'a question mark when it is degraded',
			{ frame: { health: 'degraded', healthReason: 'gauge stale' } },
			1000,
			'uncertain',
			'twin degraded: gauge stale',
		],
		['no number when the twin is silent', {}, 6100, 'bad', 'twin silent for 5 s'],
		['no number before the first frame', { frame: null }, 1000, 'bad', 'twin has not started'],
	] as const)('has %s', (_, changes, nowMs, state, reason) => {
		const shown = shownOf(storeWith(changes), PEAK, nowMs)
		expect(shown).toMatchObject({ state, reason })
		expect(Number.isNaN(shown.value)).toBe(state === 'bad')
	})

	it('says that it is not known yet, and that a name means nothing', () => {
		const soft = { ...frame(T0, 1).soft, peakK: null }
		expect(shownOf(storeWith({ frame: { soft } }), PEAK, 1000)).toMatchObject({ state: 'bad', reason: 'not known yet' })
		expect(shownOf(storeWith(), { stat: 'nonsense' }, 1000)).toMatchObject({ state: 'bad', reason: 'no figure nonsense' })
	})
})

describe('a deviation', () => {
	const source: IndicatorSource = { deviations: emitters }
	const [a, b] = ['Heating/Zone1/EmitterTemperature', 'Heating/Zone2/EmitterTemperature'] as const
	it('is the largest in size, with its sign', () => {
		expect(shownOf(storeWith({ values: { [a]: { v: 53 }, [b]: { v: 41 } } }), source, 1000)).toMatchObject({
			value: -9,
			state: 'good',
		})
	})

	it('goes on without a pair that has no value, but says so', () => {
		const store = storeWith({ values: { [a]: { v: null, q: 2, r: 'open' }, [b]: { v: 53 } } })
		expect(shownOf(store, source, 1000)).toMatchObject({ value: 3, state: 'uncertain', reason: `${a}: open` })
	})

	it('is bad when no pair has a value', () => {
		const store = storeWith({ values: { [a]: { v: null }, [b]: { v: null } } })
		expect(shownOf(store, source, 1000)).toMatchObject({ value: Number.NaN, state: 'bad' })
	})
})

describe('the forecast', () => {
	it.each([
		['holds with its twin', {}, 1000, 'good', ''],
		['is missing before the first', { forecast: null }, 1000, 'bad', 'no forecast yet'],
		['is not shown when the twin is lost', { frame: { health: 'lost', healthReason: '' } }, 1000, 'bad', 'twin lost'],
		['grows stale when no newer one comes', { forecast: forecast(T0 - 200_000) }, 1000, 'stale', 'no newer forecast'],
		[
			'made while the twin was lost is none',
			{ forecast: forecast(T0, { health: 'lost', healthReason: 'gap' }) },
			1000,
			'bad',
			'twin was lost: gap',
		],
		[
			'made while degraded says so',
			{ forecast: forecast(T0, { health: 'degraded', healthReason: 'x' }) },
			1000,
			'uncertain',
			'twin degraded: x',
		],
	] as const)('%s', (_, changes, nowMs, state, reason) => {
		expect(forecastStanding(storeWith(changes), nowMs)).toMatchObject({ state, reason })
	})
})

describe('what is missing of the way to the plant', () => {
	it.each([
		['nothing on a healthy line', {}, 1000, []],
		[
			'the silent device, since it was heard',
			{ beat: { silentMs: { Line: 9000, Wash: 10 } } },
			1000,
			[{ name: 'Line', sinceMs: T0 - 9000 }],
		],
		[
			'the broker alone, when it is gone',
			{ link: { broker: 'lost', node: 'offline' } },
			1000,
			[{ name: 'the MQTT broker', sinceMs: T0 - 100 }],
		],
		['the PLC alone, when it is offline', { link: { node: 'offline' } }, 1000, [{ name: 'the PLC', sinceMs: T0 - 100 }]],
	] as const)('is %s', (_, changes, nowMs, missing) => {
		expect(missingParts(storeWith(changes), nowMs)).toEqual(missing)
	})

	it('leaves the twin alone: its health is its own', () => {
		expect(twinStanding(storeWith({ link: { node: 'offline' } }), 1000)).toMatchObject({ state: 'good' })
	})
})
