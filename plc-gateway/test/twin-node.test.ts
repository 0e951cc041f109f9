import { loadLine, loadRecipesOfLine } from '@emberline/line-config/files'
import { createLineTwin, type Estimate, type Forecast, type Health, type LineFrame, type QuantileName } from '@emberline/twin'
import { map, NEVER, Subject } from 'rxjs'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createTwinNode, type TwinNode } from '../src/index.ts'
import { BROKERS, pause, type TestBroker, until } from './brokers.ts'
import { type WatchedHost, watch } from './watch.ts'

const T0 = 1_790_000_000_000

function frame(p: { k: number; health?: Health; peakK?: Estimate | null; toWebKW?: number }): LineFrame {
	const zone = (number: number) => ({
		station: 'Heating' as const,
		zone: number,
		electricalKW: 3,
		toWebKW: p.toWebKW ?? 2,
		toGasKW: 0.1,
		toSlotsKW: 0.2,
		toWallsKW: 0.3,
		toCoolantKW: 0.4,
		storedKW: 0,
		closure: 0,
		web: { sensibleKW: 1, fusionKW: 0, reactionKW: 1, evaporationKW: 0, marginKW: 0, radiationKW: 1, convectionKW: 1 },
		doseEqS: 0.5,
		webInK: 300,
		webOutK: 900,
	})
	const idle = { state: 'Execute' as const, sinceMs: T0, stopReason: 0 }
	const nothing = {
		peakK: null,
		heatRateKPerS: null,
		quenchRateKPerS: null,
		tAboveS: null,
		doseEqS: null,
		sizeNm: null,
		residualNaClWtpct: null,
	}
	return {
		tMs: T0 + p.k * 100,
		seq: p.k,
		health: p.health ?? 'tracking',
		healthReason: p.health === 'lost' ? 'no plant data for 60 s' : '',
		line: idle,
		stations: { Feed: idle, Drying: idle, Heating: idle, Quench: idle, Wash: idle },
		recipe: 'HTR',
		webSpeedMPerS: 0.05,
		webPositionM: 10,
		rollRemainingM: 400,
		web: { sM: [], temperatureK: [], sdK: [], moistureKgPerKg: [] },
		zones: [1, 2, 3, 4].map(zone),
		soft: {
			...nothing,
			peakK: p.peakK === undefined ? { x: 1100, sd: 4 } : p.peakK,
			moisturePct: null,
			netGPerH: null,
			furnaceGPerH: null,
			windowIndexPct: null,
			windowIndexCause: null,
			kWhPerKg: null,
		},
		residuals: [],
		alarms: [],
		faults: [],
		scrapM: 0,
		productG: 0,
	}
}

function forecast(grams: number): Forecast {
	const q = (x: number) => ({ '0.05': x * 0.9, '0.5': x, '0.95': x * 1.1 }) as Record<QuantileName, number>
	return {
		originMs: T0,
		scheduleId: null,
		health: 'tracking',
		healthReason: '',
		members: 50,
		targets: [900, 3600, 14_400, 28_800].map((hS) => ({ target: 'grams', hS, mean: grams * hS, q: q(grams * hS) })),
		budgets: [],
		wallMs: 1,
	}
}

describe.each(BROKERS)("the twin's own node on $name", ({ open }) => {
	let broker: TestBroker
	let host: WatchedHost
	let twin: TwinNode
	let frames$: Subject<LineFrame>
	let forecasts$: Subject<Forecast>

	beforeEach(async () => {
		broker = await open()
		host = await watch(broker.url, { groups: ['R2R'], hostId: 'SCADA' })
		frames$ = new Subject()
		forecasts$ = new Subject()
		twin = createTwinNode({ brokerUrl: broker.url, frames$, forecasts$, publishMs: 50, frameSilentMs: 600 })
		await until(() => Object.values(host.status().nodes['R2R/LINE1-TWIN']?.devices ?? {}).length === 4, 'the births')
	})

	afterEach(async () => {
		await twin.close()
		await host.host.close()
		await broker.stop()
	})

	it('is born with all its metrics, unknown until the twin has spoken', () => {
		const born = new Map(host.values.filter(({ device }) => device !== null).map((value) => [value.name, value]))
		expect(born.size).toBe(3 * 4 * 3 + 4 * 8 + 2 + 5 * 2)
		expect(born.get('Forecast/GoodGrams/14400/P95')).toMatchObject({ value: null, quality: 0, engUnit: 'g' })
		expect(born.get('Health/State')).toMatchObject({ value: 0, quality: 192 })
		expect(born.get('Health/Reason')?.value).toBe('no frame yet')
	})

	it('tells budgets, soft sensors, forecasts and health with the time of the plant', async () => {
		frames$.next(frame({ k: 3 }))
		forecasts$.next(forecast(0.1))
		await until(() => host.last('Forecast/Grams/900/P50')?.value === 90, 'the forecast')
		expect(host.last('Budget/Zone4/ToWeb')).toMatchObject({ value: 2, timestampMs: T0 + 300, quality: 192 })
		expect(host.last('Quality/PeakTemperature/Sd')?.value).toBe(4)
		expect(host.last('Quality/Size/Mean')).toMatchObject({ value: null, quality: 0 })
		expect(host.last('Forecast/Grams/28800/P95')?.value).toBeCloseTo(3168, 6)
		expect(host.last('Health/State')?.value).toBe(2)
	})

	it('tells a change only beyond the dead band', async () => {
		frames$.next(frame({ k: 1 }))
		await until(() => host.last('Budget/Zone1/ToWeb')?.value === 2, 'the first budget')
		frames$.next(frame({ k: 2, toWebKW: 2.004 }))
		await pause(200)
		expect(host.last('Budget/Zone1/ToWeb')?.value).toBe(2)
		frames$.next(frame({ k: 3, toWebKW: 2.006 }))
		await until(() => host.last('Budget/Zone1/ToWeb')?.value === 2.006, 'the change')
	})

	it('is null and bad while the twin is lost, and says why', async () => {
		frames$.next(frame({ k: 1 }))
		forecasts$.next(forecast(0.1))
		await until(() => host.last('Forecast/Grams/900/P50')?.value === 90, 'the forecast')
		frames$.next(frame({ k: 2, health: 'lost' }))
		await until(() => host.last('Health/State')?.value === 0, 'the loss')
		await until(() => host.last('Forecast/Grams/900/P50')?.value === null, 'the forecast to be withdrawn')
		await until(() => host.last('Quality/PeakTemperature/Mean')?.value === null, 'the soft sensors to be withdrawn')
		expect(host.last('Health/Reason')?.value).toBe('no plant data for 60 s')
		expect(host.last('Quality/PeakTemperature/Mean')).toMatchObject({ value: null, quality: 0 })
	})

	it('counts a twin that has gone silent as lost', async () => {
		frames$.next(frame({ k: 1 }))
		await until(() => host.last('Health/State')?.value === 2, 'the first frame')
		await until(() => host.last('Health/State')?.value === 0, 'the silence')
		expect(host.last('Health/Reason')?.value).toMatch(/^no frame for/)
		expect(host.last('Budget/Zone1/ToWeb')).toMatchObject({ value: null, quality: 0 })
	})
})

describe.each(BROKERS)('PackTags of the twin on $name', ({ open }) => {
	const line = loadLine()
	const recipes = Object.fromEntries([...loadRecipesOfLine(line).values()].map((recipe) => [recipe.id, recipe]))

	it('tell the states of line and stations as its machines have them, through a cold start to a hold, and take no command', async () => {
		const broker = await open()
		const host = await watch(broker.url, { groups: ['R2R'], hostId: 'SCADA' })
		const twin = createLineTwin({ line, recipes, seed: 1, initial: 'cold' })
		const node = createTwinNode({
			brokerUrl: broker.url,
			// Without a plant it counts as lost, and what is lost tells nothing.
			frames$: twin.frames$.pipe(map((each) => ({ ...each, health: 'tracking' as const }))),
			forecasts$: NEVER,
			units: { line, machines: () => twin.machines(), inForce: () => twin.inForce() },
			publishMs: 20,
			frameSilentMs: 60_000,
		})
		let tMs = T0
		const go = (seconds: number) => {
			for (let n = 0; n < seconds; n++) {
				tMs += 1000
				twin.tick({ tMs })
			}
		}
		try {
			await until(() => host.last('Line/Status/StateCurrent') !== undefined, 'the birth')
			expect(host.last('Wash/Status/StateCurrent')).toMatchObject({ value: null, quality: 0 })
			go(1)
			await until(() => host.last('Line/Status/StateCurrent')?.value === 2, 'Stopped')
			twin.command({ kind: 'packml', tMs, command: 'RESET' })
			go(5)
			await until(() => host.last('Line/Status/StateCurrent')?.value === 4, 'Idle')
			twin.command({ kind: 'packml', tMs, command: 'START' })
			go(600)
			await until(() => host.last('Line/Status/StateCurrent')?.value === 6, 'Execute')
			expect(host.last('Heating/Status/StateCurrent')).toMatchObject({ value: 6, quality: 192, timestampMs: tMs })
			await until(() => host.last('Line/Status/CurMachSpeed')?.value === 50, 'the speed')
			twin.command({ kind: 'packml', tMs, command: 'HOLD' })
			go(60)
			await until(() => host.last('Line/Status/StateCurrent')?.value === 11, 'Held')
			await until(() => host.last('Heating/Status/StateCurrent')?.value === 5, 'the furnace to be suspended')
			expect(host.last('Wash/Status/EquipmentInterlock/Starved')?.value).toBe(true)
			const list = (name: string): readonly unknown[] => {
				const value = host.last(name)?.value
				return Array.isArray(value) ? value : []
			}
			// Counts with their units, since the Reset and since the start: the ways of the web, and what came to the scale.
			expect(host.last('Line/Admin/ProdProcessedCount/Unit')?.value).toEqual(['m'])
			expect(host.last('Wash/Admin/ProdProcessedCount/Name')?.value).toEqual(['powder'])
			expect(host.last('Wash/Admin/ProdProcessedCount/Unit')?.value).toEqual(['g'])
			const processed = host.last('Line/Admin/ProdProcessedCount/AccCount')?.value as readonly number[]
			const consumed = host.last('Line/Admin/ProdConsumedCount/AccCount')?.value as readonly number[]
			expect(processed[0]).toBeGreaterThan(5)
			expect(consumed[0]).toBeGreaterThan(processed[0] ?? 0)
			expect(host.last('Line/Admin/ProdProcessedCount/Count')?.value).toEqual(processed)
			expect(host.last('Heating/Admin/ProdDefectiveCount/ID')?.value).toEqual([1])
			expect(host.last('Quench/Admin/ProdDefectiveCount/ID')?.value).toEqual([])
			// What the furnace is set to, by the plant's own tags and units.
			expect(list('Heating/Status/Parameter/Name')[0]).toBe('Heating/Zone1/EmitterSetpoint')
			expect(list('Heating/Status/Parameter/Unit')[0]).toBe('K')
			expect(Number(list('Heating/Status/Parameter/Value')[0])).toBeGreaterThan(1300)
			expect(host.last('Line/Status/RecipeCurrent')?.value).toBe('HTR')
			expect(host.last('Line/Status/RecipeChangeInProcess')?.value).toBe(false)
			// A mode that is asked for and not taken, as the line does not stand.
			twin.command({ kind: 'set', tMs, tag: 'Line/Command/UnitMode', value: 2 })
			twin.command({ kind: 'set', tMs, tag: 'Line/Command/CntrlCmd', value: 3 })
			go(1)
			await until(() => host.last('Line/Status/UnitModeRequested')?.value === 2, 'the mode asked for')
			expect(host.last('Line/Status/UnitModeChangeInProcess')?.value).toBe(true)
			// STOP leads to Stopping.
			await until(() => host.last('Line/Status/StateRequested')?.value === 7, 'the state asked for')
			expect(host.last('Line/Admin/StopReason/Message')?.value).toBe('none')
			// An alarm of the twin: entries of one array belong together.
			await until(() => host.last('Line/Admin/Alarm/ID')?.quality === 192, 'the alarms')
			for (const name of ['Alarm', 'Warning', 'AlarmHistory']) {
				const of = (part: string) => list(`Line/Admin/${name}/${part}`).length
				expect(new Set(['ID', 'Value', 'Message', 'Category', 'DateTime', 'Trigger'].map(of)).size).toBe(1)
			}
			const inStates = host.last('Line/Admin/StateCumulativeTime')?.value as readonly number[]
			expect(inStates).toHaveLength(17)
			expect(inStates.reduce((sum, s) => sum + s, 0)).toBeGreaterThan(600)
			// Whoever writes into them is not heard: commands go the way of commands, to the plant.
			const said = host.values.length
			expect(host.host.write('R2R', 'LINE1-TWIN', 'PackTags', 'Line/Status/StateCurrent', 6)).toBeNull()
			await pause(200)
			expect(twin.machines().line.state).toBe('Held')
			expect(host.values.slice(said).filter(({ name }) => name === 'Line/Status/StateCurrent')).toEqual([])
		} finally {
			await node.close()
			await host.host.close()
			await broker.stop()
		}
	})
})
