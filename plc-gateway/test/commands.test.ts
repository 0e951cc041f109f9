import { tagsOfLine } from '@emberline/line-config'
import { loadLine } from '@emberline/line-config/files'
import type { CommandList } from '@emberline/line-config/plc'
import { loadCommandList } from '@emberline/line-config/plc-files'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import {
	type AuditStep,
	type CommandAct,
	type CommandRequest,
	type CommandResult,
	connectLine,
	createEdgeSession,
	DataType,
	type EdgeMetric,
	type EdgeSession,
	type LinePlc,
	type MetricValue,
} from '../src/index.ts'
import { BROKERS, type TestBroker, until } from './brokers.ts'
import { QUICK } from './watch.ts'

const LINE = loadLine()
const TAGS = tagsOfLine(LINE)
const SET_POINT = 'Heating/Zone1/EmitterSetpoint'
const WATER = 'Wash/FreshWater/FlowSetpoint'
const ANNA = { user: 'anna', role: 'operator', from: 'screen' } as const
const LIST = loadCommandList(LINE) as CommandList

describe.each(BROKERS)('writing to the PLC on $name', ({ open }) => {
	let broker: TestBroker
	let line: LinePlc
	let edge: EdgeSession
	/** What the PLC holds, and how it takes a write. */
	let held: Map<string, MetricValue | null>
	let heard: string[]
	let take: (name: string, value: MetricValue | null) => void
	let audit: AuditStep[]
	let ids: number
	let beats: number[]

	beforeEach(async () => {
		broker = await open()
		held = new Map(
			TAGS.map((tag) => [tag.name, { Double: 5, Int32: 6, Int64: 1n, Boolean: false, String: 'x', DateTime: 0n }[tag.type]]),
		)
		for (const [name, value] of [
			['Line/Status/UnitModeCurrent', 1],
			[SET_POINT, 900],
			[WATER, 0.6],
		] as const)
			held.set(name, value)
		beats = []
		heard = []
		audit = []
		ids = 0
		take = (name, value) => {
			held.set(name, value)
			edge.publish(name.split('/')[0] ?? '', [metric(name)])
		}
	})

	afterEach(async () => {
		await edge.close()
		await line.close()
		await broker.stop()
	})

	function metric(name: string): EdgeMetric {
		const tag = TAGS.find((t) => t.name === name)
		if (tag === undefined) throw new Error(`no tag ${name}`)
		return { name, type: DataType[tag.type], value: held.get(name) ?? null, timestampMs: Date.now() }
	}

	async function begin(list: Partial<CommandList> | null = {}): Promise<void> {
		const commands =
			list === null
				? undefined
				: { list: { ...LIST, confirmWithinS: 0.5, ...list }, audit: async (step: AuditStep) => void audit.push(step) }
		line = connectLine({
			...QUICK,
			// The edge node is born as soon as the host is there: a second birth would undo what a test has published.
			lateJoinMs: 60_000,
			brokerUrl: broker.url,
			group: 'R2R',
			node: 'LINE1',
			tags: TAGS,
			commands,
		})
		edge = createEdgeSession({
			brokerUrl: broker.url,
			group: 'R2R',
			node: 'LINE1',
			devices: [...new Set(TAGS.map((tag) => tag.device))],
			hostId: 'EMBERLINE',
			reconnect: { firstMs: 50, maxMs: 200 },
			getBirth: (device) =>
				device === null
					? [{ name: 'Gateway/Heartbeat', type: DataType.Int64, value: 0n, timestampMs: Date.now() }]
					: TAGS.filter((tag) => tag.device === device).map(({ name }) => metric(name)),
			onCommand: (device, commands) => {
				for (const { name, value } of commands) {
					if (device === null) {
						beats.push(Number(value))
						continue
					}
					heard.push(`${name}=${value}`)
					take(name, value)
				}
			},
		})
		await until(() => Object.values(line.link.devices).every((state) => state === 'online'), 'the devices to be online')
	}

	const ask = (act: CommandAct, more: Partial<CommandRequest> = {}): Promise<CommandResult> =>
		line.commands.request({ id: `c${++ids}`, step: 'operate', act, by: ANNA, issuedMs: Date.now(), reason: 'test', ...more })
	const set = (tag: string, value: number): CommandAct => ({ kind: 'set', tag, value })
	const steps = (): string[] => audit.map(({ step }) => step)

	it('refuses everything unless writing was switched on', async () => {
		await begin(null)
		expect(await ask(set(WATER, 0.8))).toMatchObject({ kind: 'refused', code: 'writes-off' })
		expect(heard).toEqual([])
	})

	it('selects, operates, reads back, and tells each step', async () => {
		await begin()
		const selected = await ask(set(SET_POINT, 950), { step: 'select' })
		if (selected.kind !== 'accepted') throw new Error(JSON.stringify(selected))
		expect(heard).toEqual([])
		expect(await ask(set(SET_POINT, 950), { token: selected.token })).toEqual({ kind: 'confirmed' })
		expect(heard).toEqual([`${SET_POINT}=950`])
		expect(steps()).toEqual(['selected', 'accepted', 'sent', 'confirmed'])
		expect(audit[2]).toMatchObject({ id: 'c2', user: 'anna', target: SET_POINT, oldValue: 900, wantedValue: 950, reason: 'test' })
	})

	it('times out when the PLC does not take it or takes another value, and does not send it again', async () => {
		await begin()
		const honest = take
		take = (name) => honest(name, 0.79)
		expect(await ask(set(WATER, 0.8))).toMatchObject({ kind: 'timed-out' })
		expect(heard).toEqual([`${WATER}=0.8`])
		expect(steps()).toEqual(['accepted', 'sent', 'timed-out'])
	})

	it('knows nothing of a write whose PLC went away, and refuses the next', async () => {
		await begin({ confirmWithinS: 20 })
		take = () => void edge.close()
		expect(await ask(set(WATER, 0.8))).toEqual({
			kind: 'unknown',
			message: 'the PLC went offline before the value came back',
		})
		expect(await ask(set(WATER, 0.9))).toMatchObject({ kind: 'refused', code: 'too-soon' })
		expect(await ask(set('Quench/Gas/FlowSetpoint', 6))).toMatchObject({ kind: 'refused', code: 'node-not-online' })
		await broker.stop()
		await until(() => line.link.broker === 'lost', 'the loss of the broker')
		expect(await ask(set('Quench/Gas/FlowSetpoint', 6))).toMatchObject({ kind: 'refused', code: 'broker-lost' })
	})

	it('sends a PackML command as its number and then the request', async () => {
		await begin()
		expect(await ask({ kind: 'packml', command: 'STOP' })).toEqual({ kind: 'confirmed' })
		expect(heard).toEqual(['Line/Command/CntrlCmd=3', 'Line/Command/CmdChangeRequest=true'])
	})

	it('beats for the PLC while commands are on', async () => {
		await begin({ heartbeat: { metric: 'Gateway/Heartbeat', everyS: 0.1 } })
		await until(() => beats.length >= 3, 'three beats')
		const [first = 0] = beats
		expect(beats.slice(0, 3)).toEqual([first, first + 1, first + 2])
		await line.close()
		const { length } = beats
		await new Promise((resolve) => setTimeout(resolve, 300))
		expect(beats).toHaveLength(length)
	})
})
