import { tagsOfLine } from '@emberline/line-config'
import { loadLine } from '@emberline/line-config/files'
import type { LineCommand } from '@emberline/twin'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import {
	type AuditStep,
	type CommandOptions,
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

const TAGS = tagsOfLine(loadLine())
const SET_POINT = 'Heating/Zone1/EmitterSetpoint'
const ORIGIN = { user: 'anna', from: 'screen' }

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

	beforeEach(async () => {
		broker = await open()
		held = new Map(
			TAGS.map((tag) => [tag.name, { Double: 900, Int32: 6, Int64: 1n, Boolean: false, String: 'x', DateTime: 0n }[tag.type]]),
		)
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

	async function begin(commands: Partial<CommandOptions> | null = {}): Promise<void> {
		const options =
			commands === null ? undefined : { enabled: true, audit: (step: AuditStep) => audit.push(step), confirmMs: 500, ...commands }
		line = connectLine({
			...QUICK,
			// The edge node is born as soon as the host is there: a second birth would undo what a test has published.
			lateJoinMs: 60_000,
			brokerUrl: broker.url,
			group: 'R2R',
			node: 'LINE1',
			tags: TAGS,
			commands: options,
		})
		edge = createEdgeSession({
			brokerUrl: broker.url,
			group: 'R2R',
			node: 'LINE1',
			devices: [...new Set(TAGS.map((tag) => tag.device))],
			hostId: 'EMBERLINE',
			reconnect: { firstMs: 50, maxMs: 200 },
			getBirth: (device) => TAGS.filter((tag) => tag.device === device).map(({ name }) => metric(name)),
			onCommand: (_device, commands) => {
				for (const { name, value } of commands) {
					heard.push(`${name}=${value}`)
					take(name, value)
				}
			},
		})
		await until(() => Object.values(line.link.devices).every((state) => state === 'online'), 'the devices to be online')
	}

	const send = (command: LineCommand, id = `c${++ids}`): Promise<CommandResult> =>
		line.command(command, { id, origin: ORIGIN, reason: 'test' })
	const set = (tag: string, value: number | boolean): LineCommand => ({ kind: 'set', tMs: 0, tag, value })
	const steps = (): string[] => audit.map(({ step }) => step)

	it('refuses everything unless writing was switched on', async () => {
		await begin(null)
		expect(await send(set(SET_POINT, 950))).toMatchObject({ kind: 'refused', code: 'writes-off' })
		expect(heard).toEqual([])
	})

	it('confirms a write when the value has come back, and tells each step', async () => {
		await begin()
		expect(await send(set(SET_POINT, 950))).toEqual({ kind: 'confirmed' })
		expect(heard).toEqual([`${SET_POINT}=950`])
		expect(steps()).toEqual(['accepted', 'sent', 'confirmed'])
		expect(audit[1]).toMatchObject({ id: 'c1', origin: ORIGIN, tag: SET_POINT, oldValue: 900, wantedValue: 950, reason: 'test' })
	})

	it('times out when the PLC does not take it, and does not send it again', async () => {
		await begin()
		take = () => {}
		expect(await send(set(SET_POINT, 950))).toMatchObject({ kind: 'timed-out' })
		expect(heard).toEqual([`${SET_POINT}=950`])
		expect(steps()).toEqual(['accepted', 'sent', 'timed-out'])
	})

	it('does not take another value for the one it wants', async () => {
		await begin()
		const honest = take
		take = (name) => honest(name, 949)
		expect(await send(set(SET_POINT, 950))).toMatchObject({ kind: 'timed-out' })
	})

	it('knows nothing of a write whose PLC went away', async () => {
		await begin({ confirmMs: 20_000 })
		take = () => void edge.close()
		expect(await send(set(SET_POINT, 950))).toEqual({
			kind: 'unknown',
			message: 'the PLC went offline before the value came back',
		})
	})

	it.each([
		['a tag that is only read', set('Heating/Zone1/Power', 1), 'not-writable', 'Heating/Zone1/Power may not be written'],
		['a tag that there is not', set('Node Control/Reboot', true), 'not-writable', 'Node Control/Reboot may not be written'],
		['a value out of range', set(SET_POINT, 1501), 'out-of-range', `${SET_POINT}: found 1501, expected 300 to 1500 K`],
		['no number', set(SET_POINT, Number.NaN), 'wrong-type', `${SET_POINT}: found NaN, expected a Double`],
		['a boolean for a number', set(SET_POINT, true), 'wrong-type', `${SET_POINT}: found true, expected a Double`],
		['half a mode', set('Line/Command/UnitMode', 1.5), 'wrong-type', 'Line/Command/UnitMode: found 1.5, expected a whole number'],
		['a recipe', { kind: 'recipe', tMs: 0, recipe: 'NTS' } as const, 'not-supported', 'a recipe is not written to the PLC'],
	])('refuses %s before anything is sent', async (_what, command, code, message) => {
		await begin()
		expect(await send(command)).toEqual({ kind: 'refused', code, message })
		expect(heard).toEqual([])
	})

	it('refuses an id that was used before, and a user without a name', async () => {
		await begin()
		expect(await send(set(SET_POINT, 950), 'same')).toEqual({ kind: 'confirmed' })
		expect(await send(set(SET_POINT, 960), 'same')).toMatchObject({ kind: 'refused', code: 'repeated' })
		expect(await line.command(set(SET_POINT, 960), { id: 'x', origin: { user: '', from: 'screen' } })).toMatchObject({
			code: 'nobody',
		})
		expect(heard).toHaveLength(1)
	})

	it('refuses while the PLC is not there', async () => {
		await begin()
		await edge.close()
		await until(() => line.link.node === 'offline', 'the death')
		expect(await send(set(SET_POINT, 950))).toMatchObject({ kind: 'refused', code: 'node-not-online' })
		await broker.stop()
		await until(() => line.link.broker === 'lost', 'the loss of the broker')
		expect(await send(set(SET_POINT, 950))).toMatchObject({ kind: 'refused', code: 'broker-lost' })
		expect(steps()).toEqual(['accepted', 'refused', 'accepted', 'refused'])
	})

	it('sends a PackML command as its number and then the request, and waits for the request to fall', async () => {
		await begin()
		expect(await send({ kind: 'packml', tMs: 0, command: 'STOP' })).toEqual({ kind: 'confirmed' })
		expect(heard).toEqual(['Line/Command/CntrlCmd=3', 'Line/Command/CmdChangeRequest=true'])
		expect(await send({ kind: 'packml', tMs: 0, command: 'RESET' })).toMatchObject({ kind: 'refused', code: 'already-so' })
		take('Line/Command/CmdChangeRequest', false)
		await until(async () => (await send({ kind: 'packml', tMs: 0, command: 'RESET' })).kind === 'confirmed', 'the next command')
	})
})
