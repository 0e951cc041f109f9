import { type TagDefinition, tagsOfLine } from '@emberline/line-config'
import { loadLine } from '@emberline/line-config/files'
import { loadCommandList } from '@emberline/line-config/plc-files'
import type { Reading, ReadingValue } from '@emberline/twin'
import { BehaviorSubject, Subject } from 'rxjs'
import { beforeEach, describe, expect, it } from 'vitest'
import { createCommandGate } from './command-gate.ts'
import type { PlcDoor } from './plc-door.ts'
import type { AuditStep, CommandAct, CommandPort, CommandRequest, CommandResult } from './types.ts'

const LINE = loadLine()
const TAGS = tagsOfLine(LINE)
const LIST = loadCommandList(LINE)
const ZONE = 'Heating/Zone1/EmitterSetpoint'
const WATER = 'Wash/FreshWater/FlowSetpoint'
const GAS = 'Quench/Gas/FlowSetpoint'
const EMISSIVITY = 'Heating/Pyrometer/EmissivitySetting'

/** A PLC that is there, in Execute, with every value good; it takes what is written to it. */
class Plc implements PlcDoor {
	readonly held = new Map<string, Reading>()
	readonly readings$ = new Subject<readonly Reading[]>()
	readonly away$ = new BehaviorSubject<string | null>(null)
	readonly heard: string[] = []
	take = (tag: string, value: ReadingValue): void => this.say(tag, value)
	refuses: ReturnType<PlcDoor['send']> = null

	constructor() {
		for (const tag of TAGS) if (tag.type === 'Double') this.say(tag.name, tag.acceptedRange?.[0] ?? 5)
		this.say('Line/Status/StateCurrent', 6)
		this.say('Line/Status/UnitModeCurrent', 1)
		this.say(ZONE, 900)
		this.say(WATER, 0.6)
		this.say(GAS, 120)
	}

	say(tag: string, value: ReadingValue, quality: Reading['quality'] = 'good'): void {
		const reading = { tMs: 1, tag, value, quality }
		this.held.set(tag, reading)
		this.readings$.next([reading])
	}

	present(tag: string): Reading | undefined {
		return this.held.get(tag)
	}

	send(tag: TagDefinition, value: number | boolean): ReturnType<PlcDoor['send']> {
		if (this.refuses !== null) return this.refuses
		this.heard.push(`${tag.name}=${value}`)
		queueMicrotask(() => this.take(tag.name, value))
		return null
	}

	beat(): boolean {
		return false
	}
}

let plc: Plc
let gate: CommandPort & { close(): void }
let nowMs: number
let audit: AuditStep[]
let auditFails: boolean
let ids: number

function begin(more: { enabled?: boolean; list?: typeof LIST } = {}): void {
	gate = createCommandGate({
		door: plc,
		tags: TAGS,
		list: LIST,
		enabled: true,
		audit: async (step) => {
			if (auditFails) throw new Error('disk full')
			audit.push(step)
		},
		nowMs: () => nowMs,
		steadyMs: () => nowMs,
		...more,
	})
}

beforeEach(() => {
	plc = new Plc()
	nowMs = 1_000_000
	audit = []
	auditFails = false
	ids = 0
	begin()
})

const set = (tag: string, value: number): CommandAct => ({ kind: 'set', tag, value })
const ask = (act: CommandAct, more: Partial<CommandRequest> = {}): Promise<CommandResult> =>
	gate.request({
		id: `c${++ids}`,
		step: 'operate',
		act,
		by: { user: 'anna', role: 'operator', from: 'screen' },
		issuedMs: nowMs,
		...more,
	})
const select = async (act: CommandAct, more: Partial<CommandRequest> = {}): Promise<string> => {
	const result = await ask(act, { step: 'select', ...more })
	return result.kind === 'accepted' ? result.token : `${JSON.stringify(result)}`
}
const BERT = { user: 'bert', role: 'engineer', from: 'screen' } as const
const EVA = { user: 'eva', role: 'engineer', from: 'screen' } as const

describe('command gate', () => {
	it('sends what is on the list, and confirms it when the value has come back', async () => {
		expect(await ask(set(WATER, 0.8), { reason: 'rinse more' })).toEqual({ kind: 'confirmed' })
		expect(plc.heard).toEqual([`${WATER}=0.8`])
		expect(audit.map(({ step }) => step)).toEqual(['accepted', 'sent', 'confirmed'])
		expect(audit[1]).toMatchObject({
			user: 'anna',
			from: 'screen',
			target: WATER,
			oldValue: 0.6,
			wantedValue: 0.8,
			reason: 'rinse more',
		})
	})

	it('writes nothing while it is off, or has no list', async () => {
		begin({ enabled: false })
		expect(await ask(set(WATER, 0.8))).toMatchObject({ kind: 'refused', code: 'writes-off' })
		expect(gate.offered).toEqual([])
		begin({ list: null })
		expect(await ask(set(WATER, 0.8))).toMatchObject({ kind: 'refused', code: 'not-allowed' })
		expect(plc.heard).toEqual([])
	})

	it('refuses each mistake by its own name, and the first one counts', async () => {
		const refusals: [string, Partial<CommandRequest>, CommandAct, () => void][] = [
			['nobody', { by: { user: ' ', role: 'operator', from: 'x' } }, set(WATER, 99), () => {}],
			['wrong-role', { by: { user: 's', role: 'service', from: 'x' } }, set(WATER, 99), () => {}],
			['not-allowed', {}, set('Line/Command/CntrlCmd', 2), () => {}],
			['not-allowed', {}, set('Heating/Zone1/Power', 2), () => {}],
			['not-allowed', {}, { kind: 'packml', command: 'CLEAR' }, () => {}],
			['not-allowed', {}, { kind: 'mode', mode: 'Manual' }, () => {}],
			['wrong-type', {}, set(WATER, Number.NaN), () => {}],
			['out-of-range', {}, set(WATER, 6.01), () => {}],
			['step-too-large', {}, set(WATER, 1.61), () => {}],
			['wrong-state', {}, set(WATER, 0.8), () => plc.say('Line/Status/StateCurrent', 9)],
			['wrong-mode', {}, set(WATER, 0.8), () => plc.say('Line/Status/UnitModeCurrent', 3)],
			['interlock', {}, set(GAS, 130), () => plc.say('Quench/Coolant/Flow', 1.9)],
			['not-fresh', {}, set(GAS, 130), () => plc.say('Quench/Coolant/Flow', null, 'bad')],
			['not-fresh', {}, set(WATER, 0.8), () => plc.say(WATER, 0.6, 'stale')],
			['not-fresh', {}, set(WATER, 0.8), () => plc.held.delete('Line/Status/StateCurrent')],
			['already-so', {}, set(WATER, 0.6), () => {}],
			['node-not-online', {}, set(WATER, 0.8), () => plc.away$.next('the PLC went offline')],
			['broker-lost', {}, set(WATER, 0.8), () => plc.away$.next('the broker was lost')],
			['expired', { issuedMs: 1_000_000 - 2_001 }, set(WATER, 0.8), () => {}],
			['expired', { issuedMs: 1_000_000 + 2_001 }, set(WATER, 0.8), () => {}],
			['expired', { issuedMs: Number.NaN }, set(WATER, 0.8), () => {}],
			['select-first', {}, set(ZONE, 950), () => {}],
			['wrong-token', { token: 'made up' }, set(ZONE, 950), () => {}],
			['wrong-state', {}, { kind: 'packml', command: 'START' }, () => {}],
			['device-not-online', {}, set(WATER, 0.8), () => (plc.refuses = 'device-not-online')],
		]
		for (const [code, more, act, before] of refusals) {
			plc = new Plc()
			begin()
			before()
			audit = []
			expect([code, await ask(act, more)]).toMatchObject([code, { kind: 'refused', code }])
			expect(audit.at(-1)).toMatchObject({ step: 'refused' })
			expect(audit.at(-1)?.message).toContain(`${code}: `)
			expect(plc.heard).toEqual([])
		}
	})

	it('writes one tag no faster than its interval, and no id twice', async () => {
		expect(await ask(set(WATER, 0.8))).toEqual({ kind: 'confirmed' })
		expect(await ask(set(WATER, 0.9))).toMatchObject({ code: 'too-soon' })
		nowMs += 2_000
		expect(await ask(set(WATER, 0.9), { id: 'c1' })).toMatchObject({ code: 'repeated' })
		expect(await ask(set(WATER, 0.9))).toEqual({ kind: 'confirmed' })
	})

	it('takes two steps for a marked tag, by one person, for the very thing that was selected, once', async () => {
		const token = await select(set(ZONE, 950))
		expect(plc.heard).toEqual([])
		expect(await ask(set(ZONE, 951), { token })).toMatchObject({ code: 'wrong-token' })
		expect(await ask(set(ZONE, 950), { token, by: BERT })).toMatchObject({ code: 'wrong-token' })
		expect(await ask(set(ZONE, 950), { token })).toEqual({ kind: 'confirmed' })
		plc.say(ZONE, 900)
		nowMs += 3_000
		expect(await ask(set(ZONE, 950), { token })).toMatchObject({ code: 'wrong-token' })
		const late = await select(set(ZONE, 950))
		nowMs += 15_000
		expect(await ask(set(ZONE, 950), { token: late })).toMatchObject({
			code: 'wrong-token',
			message: 'what was selected has expired',
		})
		expect(audit.map(({ step }) => step)).toEqual([
			...['selected', 'refused', 'refused', 'accepted', 'sent', 'confirmed', 'refused', 'selected', 'refused'],
		])
	})

	it('wants a second person where the list says so', async () => {
		const act = set(EMISSIVITY, 0.25)
		const token = await select(act, { by: BERT })
		expect(await ask(act, { token, by: BERT })).toMatchObject({ code: 'wrong-token' })
		expect(await ask(act, { token, by: EVA })).toEqual({ kind: 'confirmed' })
	})

	it('sends a PackML command as its number and then the request, one at a time', async () => {
		const both = [ask({ kind: 'packml', command: 'HOLD' }), ask({ kind: 'packml', command: 'STOP' })]
		expect(await Promise.all(both)).toMatchObject([{ kind: 'confirmed' }, { kind: 'refused', code: 'busy' }])
		expect(plc.heard).toEqual(['Line/Command/CntrlCmd=4', 'Line/Command/CmdChangeRequest=true'])
	})

	it('does not send the request of a PackML command whose number came back too late, or to a line that has changed meanwhile', async () => {
		const number = plc.take
		plc.take = (tag, value) => {
			nowMs += 2_001
			number(tag, value)
		}
		expect(await ask({ kind: 'packml', command: 'HOLD' })).toMatchObject({ kind: 'refused', code: 'expired' })
		plc.take = (tag, value) => {
			plc.say('Line/Status/StateCurrent', 8)
			number(tag, value)
		}
		expect(await ask({ kind: 'packml', command: 'COMPLETE' })).toMatchObject({ kind: 'refused', code: 'wrong-state' })
		expect(plc.heard).toEqual(['Line/Command/CntrlCmd=4', 'Line/Command/CntrlCmd=10'])
		expect(audit.map(({ step }) => step)).toEqual(['accepted', 'sent', 'refused', 'accepted', 'sent', 'refused'])
	})

	it('brings no line nearer to Execute while a unit of it is missing, and says which; stopping it is always possible', async () => {
		const units = ['Feed', 'Drying', 'Heating', 'Quench', 'Wash'].map((unit) => `${unit}/Status/StateCurrent`)
		const unhold = async () => {
			const selected = await ask({ kind: 'packml', command: 'UNHOLD' }, { step: 'select' })
			return selected.kind === 'accepted'
				? await ask({ kind: 'packml', command: 'UNHOLD' }, { step: 'operate', token: selected.token })
				: selected
		}
		plc.say('Line/Status/StateCurrent', 11)
		for (const tag of units) plc.say(tag, 11)
		expect(await unhold()).toEqual({ kind: 'confirmed' })
		for (const tag of units) {
			plc.held.delete(tag)
			const never = `${tag} was never heard, and the command stands on it`
			expect(await unhold()).toEqual({ kind: 'refused', code: 'not-fresh', message: never })
			plc.say(tag, 11, 'stale')
			expect(await unhold()).toEqual({ kind: 'refused', code: 'not-fresh', message: `${tag} is stale` })
			expect(await ask({ kind: 'packml', command: 'STOP' })).toEqual({ kind: 'confirmed' })
			plc.say(tag, 11)
		}
	})

	it('lets the line be stopped when its state is not known and an interlock is not met', async () => {
		plc.held.delete('Line/Status/StateCurrent')
		plc.say('Heating/Cooling/Flow', 0)
		expect(await ask({ kind: 'packml', command: 'STOP' })).toEqual({ kind: 'confirmed' })
		expect(await ask({ kind: 'packml', command: 'RESET' })).toMatchObject({ kind: 'refused' })
	})

	it('sends nothing that the audit log could not take, and nothing that grew old while it was written', async () => {
		auditFails = true
		expect(await ask(set(WATER, 0.8))).toMatchObject({ kind: 'refused', code: 'no-audit' })
		auditFails = false
		const pending = ask(set(WATER, 0.8))
		nowMs += 2_001
		expect(await pending).toMatchObject({ kind: 'refused', code: 'expired' })
		const stopped = ask(set(WATER, 0.8))
		plc.say('Line/Status/StateCurrent', 8)
		expect(await stopped).toMatchObject({ kind: 'refused', code: 'wrong-state' })
		expect(plc.heard).toEqual([])
	})

	it('never calls done what did not come back', async () => {
		begin({ list: LIST === null ? null : { ...LIST, confirmWithinS: 0.1 } })
		plc.take = () => plc.say(WATER, 0.7)
		expect(await ask(set(WATER, 0.8))).toMatchObject({ kind: 'timed-out' })
		nowMs += 3_000
		plc.take = () => plc.say(WATER, 0.8, 'bad')
		expect(await ask(set(WATER, 0.8))).toMatchObject({ kind: 'timed-out' })
		plc.say(WATER, 0.7)
		nowMs += 3_000
		plc.take = () => plc.away$.next('the PLC went offline')
		expect(await ask(set(WATER, 0.8))).toEqual({
			kind: 'unknown',
			message: 'the PLC went offline before the value came back',
		})
		expect(plc.heard).toHaveLength(3)
		expect(gate.metrics()).toMatchObject({ emberline_commands_timed_out_total: 2, emberline_commands_unknown_total: 1 })
	})

	it('does not know what became of a write that was under way as it closed', async () => {
		plc.take = () => {}
		const pending = ask(set(WATER, 0.8))
		setTimeout(() => gate.close(), 20)
		expect(await pending).toMatchObject({ kind: 'unknown' })
		expect(await ask(set(WATER, 0.8))).toMatchObject({ code: 'writes-off' })
	})

	it('offers a screen what may be asked for, with its limits', () => {
		expect(gate.offered.find(({ act }) => act.kind === 'set' && act.tag === ZONE)).toEqual({
			act: { kind: 'set', tag: ZONE },
			roles: ['operator', 'engineer'],
			twoSteps: 'same person',
			range: [300, 1500],
			step: 100,
		})
	})
})
