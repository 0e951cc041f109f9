import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { ConfigError, parseText } from '@emberline/line-config'
import { io } from 'socket.io-client'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { hashPassword, isPassword } from '../src/access/passwords.ts'
import { EVENT_ROLES, mayAsk, mayVisit, ROUTE_ROLES } from '../src/access/permissions.ts'
import { EVENTS, type EventName, ROLES, ROUTES, type Role } from '../src/access/roles.ts'
import { ABSOLUTE_MS, IDLE_MS, Sessions } from '../src/access/sessions.ts'
import { USERS_FILE, Users } from '../src/access/users.ts'
import type { Answer, CommandAsk, OperateAsk } from '../src/contract.ts'
import type { HmiServer } from '../src/server.ts'
import { FakeDoor } from './fake-door.ts'
import { FakePlant } from './fake-plant.ts'
import { twoAlarms } from './fixture-line.ts'
import { MemoryAudit, PASSWORDS, type PersonSocket, people, post, type SignedIn, signIn, socketOf } from './people.ts'

let folder: string
let plant: FakePlant
let audit: MemoryAudit
let door: FakeDoor
let server: HmiServer
const sockets: PersonSocket[] = []
let users: Awaited<ReturnType<typeof people>>

beforeAll(async () => {
	folder = mkdtempSync(join(tmpdir(), 'emberline-page-'))
	writeFileSync(join(folder, 'index.html'), '<!doctype html><title>screen</title>')
	users = await people()
})
afterAll(() => rmSync(folder, { recursive: true }))

beforeEach(async () => {
	plant = new FakePlant()
	audit = new MemoryAudit()
	door = new FakeDoor()
	server = await plant.serve({ screenFolder: folder, access: { users, audit }, commands: door })
	plant.changedFrame = (tMs) => ({ alarms: twoAlarms(tMs) })
	plant.run()
})
afterEach(async () => {
	for (const socket of sockets.splice(0)) socket.close()
	plant.stop()
	await server.close()
})

async function as(who: string | null): Promise<PersonSocket & { readonly signedIn: SignedIn | undefined }> {
	const signedIn = who === null ? undefined : await signIn(server.url, who)
	const { socket } = await socketOf(server.url, signedIn)
	sockets.push(socket)
	return Object.assign(socket, { signedIn })
}

const NAMES: Readonly<Record<Role, string | null>> = { viewer: null, operator: 'ada', engineer: 'eva', approver: 'fay' }
const steps = () => audit.entries.map(({ step, user, target }) => `${step} ${user} ${target}`)
let ids = 0
const GAS = 'Quench/Gas/FlowSetpoint'
const askOf = (more: Partial<CommandAsk> = {}): CommandAsk => ({
	id: `command-${++ids}`,
	act: { kind: 'set', tag: GAS, value: 130 },
	seen: 120,
	issuedMs: Date.now(),
	reason: 'web leaves hot',
	...more,
})
const operateOf = (more: Partial<OperateAsk> = {}): OperateAsk => ({ ...askOf(), token: 'a-token-of-a-test', ...more })

/** Arguments that fit each event. */
const ARGUMENTS: Readonly<Record<Exclude<EventName, 'resync' | 'active'>, () => readonly unknown[]>> = {
	silence: () => [],
	alarmText: () => ['a1'],
	journal: () => [null],
	load: () => [],
	trend: () => [{ series: ['Line/Web/Tension'], fromMs: 0, toMs: 60_000, points: 60 }],
	acknowledge: () => [['a1']],
	reset: () => ['a1'],
	shelve: () => ['a1', 15, 'gauge is being cleaned'],
	unshelve: () => ['a1'],
	takeOut: () => ['a1', Date.now() + 3_600_000, 'sensor broken'],
	returnToService: () => ['a1'],
	offered: () => [],
	select: () => [askOf()],
	operate: () => [operateOf()],
	audit: () => [null],
	verifyAudit: () => [],
	rollMap: () => [{ fromM: 100, toM: 150, steps: 100 }],
	rollPiece: () => [{ fromM: 100, toM: 101 }],
	rollMark: () => [{ fromM: 100, toM: 101 }, 'wet spot at the edge'],
	lots: () => [],
	lot: () => ['C-88'],
	traceWeb: () => [{ by: 'lot', value: 'P-0007', hours: 24 }],
	kpis: () => [],
	releaseLot: () => [
		{ container: 'C-88', verdict: 'released', reason: 'as asked for', sign: { user: 'fay', password: 'wrong' } },
	],
	recipes: () => [],
	draftRecipe: () => [{ recipe: 'HTR', from: 1, setpoints: { 'Line/Command/MachSpeed': 55 }, reason: 'more grams' }],
	judgeRecipe: () => [
		{ recipe: 'HTR', revision: 1, verdict: 'approved', reason: 'as tried', sign: { user: 'fay', password: 'wrong' } },
	],
	whatIfOffer: () => [],
	whatIf: () => [{ id: crypto.randomUUID(), setpoints: { 'Line/Command/MachSpeed': 55 }, horizonS: 3600 }],
	cancelWhatIf: () => ['no-such'],
}
const ask = (socket: PersonSocket, event: string, ...args: readonly unknown[]): Promise<Answer & Record<string, unknown>> =>
	(
		socket as unknown as { emitWithAck(event: string, ...args: readonly unknown[]): Promise<Answer & Record<string, unknown>> }
	).emitWithAck(event, ...args)

describe('the permission table', () => {
	/** Written down once more by hand: V viewer, O operator, E engineer, A approver. */
	const MAY: Readonly<Record<EventName, string>> = {
		resync: 'VOEA',
		active: 'VOEA',
		silence: 'VOEA',
		alarmText: 'VOEA',
		journal: 'VOEA',
		load: 'VOEA',
		trend: 'VOEA',
		acknowledge: 'OE',
		reset: 'OE',
		shelve: 'OE',
		unshelve: 'OE',
		takeOut: 'E',
		returnToService: 'E',
		offered: 'OE',
		select: 'OE',
		operate: 'OE',
		audit: 'OEA',
		verifyAudit: 'OEA',
		rollMap: 'VOEA',
		rollPiece: 'VOEA',
		rollMark: 'OE',
		lots: 'VOEA',
		lot: 'VOEA',
		traceWeb: 'VOEA',
		kpis: 'VOEA',
		releaseLot: 'A',
		recipes: 'VOEA',
		draftRecipe: 'E',
		judgeRecipe: 'A',
		whatIfOffer: 'VOEA',
		whatIf: 'VOEA',
		cancelWhatIf: 'VOEA',
	}
	const letter = (role: Role) => role.charAt(0).toUpperCase()

	it.each(ROLES.flatMap((role) => EVENTS.map((event) => [role, event] as const)))(
		'says for %s and %s what was meant',
		(role, event) => {
			expect(mayAsk(role, event)).toBe(MAY[event].includes(letter(role)))
		},
	)

	it.each(ROLES.flatMap((role) => ROUTES.map((route) => [role, route] as const)))('lets %s see %s', (role, route) => {
		expect(mayVisit(role, route)).toBe(true)
	})

	it('denies what it does not name', () => {
		for (const role of ROLES) {
			for (const event of ['toString', 'constructor', 'write', '']) expect(mayAsk(role, event)).toBe(false)
			for (const route of ['admin', '__proto__', '']) expect(mayVisit(role, route)).toBe(false)
		}
		expect(Object.keys(EVENT_ROLES).sort()).toEqual([...EVENTS].sort())
		expect(Object.keys(ROUTE_ROLES).sort()).toEqual([...ROUTES].sort())
	})

	it.each(ROLES)('holds at the server for every event of a %s', async (role) => {
		const socket = await as(NAMES[role])
		for (const [event, args] of Object.entries(ARGUMENTS)) {
			const answer = await ask(socket, event, ...args())
			const denied = !answer.ok && answer.code === 'not-permitted'
			expect(`${event} ${denied ? 'denied' : 'let'}`).toBe(`${event} ${mayAsk(role, event) ? 'let' : 'denied'}`)
			if (denied) expect(steps().at(-1)).toBe(`refused ${NAMES[role] ?? 'viewer'} ${event}`)
		}
		expect(socket.connected).toBe(true)
	})

	it('lets an operator shelve what is not of priority 1, and an engineer that too', async () => {
		plant.changedFrame = (tMs) => ({ alarms: twoAlarms(tMs).map((alarm) => ({ ...alarm, priority: 1 as const })) })
		const [operator, engineer] = [await as('ada'), await as('eva')]
		// Until the frame that raises the priority is there the operator may.
		const refusal = async () => {
			const answer = await ask(operator, 'shelve', 'a1', 5, 'cleaning')
			if (answer.ok) await ask(engineer, 'unshelve', 'a1')
			return answer
		}
		await expect.poll(refusal).toMatchObject({ code: 'not-permitted' })
		expect(await ask(engineer, 'shelve', 'a1', 5, 'cleaning')).toEqual({ ok: true })
	})
})

describe('signing in', () => {
	it('gives a session in a cookie that no script and no other page gets', async () => {
		const answer = await post(server.url, '/sign-in', { user: 'ada', password: PASSWORDS.ada })
		expect(answer.headers.get('set-cookie')).toMatch(
			/^emberline-session=[\w-]{32}; Path=\/; Max-Age=43200; HttpOnly; SameSite=Strict$/,
		)
		expect(await answer.json()).toMatchObject({ user: 'ada', role: 'operator', signIn: true, commands: true })
		expect(steps()).toContain('signed-in ada session')
	})

	it('gives another id each time, and ends the one before', async () => {
		const first = await signIn(server.url, 'ada')
		const answer = await post(server.url, '/sign-in', { user: 'ada', password: PASSWORDS.ada }, { Cookie: first.cookie })
		expect(answer.headers.get('set-cookie')).not.toContain(first.cookie)
		const view = await (await fetch(`${server.url}/session`, { headers: { Cookie: first.cookie } })).json()
		expect(view).toMatchObject({ role: 'viewer', token: null })
	})

	it('closes the sockets of who signs out at once, and they come back as viewers', async () => {
		const socket = await as('ada')
		const closed = new Promise((resolve) => socket.once('disconnect', resolve))
		await post(server.url, '/sign-out', {}, { Cookie: socket.signedIn?.cookie ?? '' })
		expect(await closed).toBe('io server disconnect')
		const again = await socketOf(server.url, socket.signedIn)
		sockets.push(again.socket)
		expect(await ask(again.socket, 'acknowledge', ['a1'])).toMatchObject({ ok: false, code: 'not-permitted' })
	})

	it.each([
		['a wrong password', { user: 'ada', password: 'coal-heat-8' }, 401],
		['a name that nobody has', { user: 'adam', password: 'coal-heat-7' }, 401],
		['no password', { user: 'ada' }, 400],
		['more than was asked', { user: 'ada', password: 'coal-heat-7', role: 'engineer' }, 400],
	])('refuses %s', async (_, body, status) => {
		expect((await post(server.url, '/sign-in', body)).status).toBe(status)
		expect(audit.entries.some(({ step }) => step === 'signed-in')).toBe(false)
	})

	it('looks at no more tries after five wrong ones in a minute, right or not', async () => {
		for (let k = 0; k < 5; k++)
			expect((await post(server.url, '/sign-in', { user: 'ada', password: 'wrong-one' })).status).toBe(401)
		expect((await post(server.url, '/sign-in', { user: 'ada', password: PASSWORDS.ada })).status).toBe(429)
	})

	it.each([
		['another page', { Origin: 'http://evil.example' }],
		['a page of nobody', { Origin: '' }],
		['a form', { 'Content-Type': 'application/x-www-form-urlencoded' }],
	])('takes nothing from %s', async (_, headers) => {
		expect((await post(server.url, '/sign-in', { user: 'ada', password: PASSWORDS.ada }, headers)).status).toBe(403)
	})

	it('lets nobody in whom the audit does not take down', async () => {
		audit.fails = true
		expect((await post(server.url, '/sign-in', { user: 'ada', password: PASSWORDS.ada })).status).toBe(500)
		audit.fails = false
		expect(audit.entries).toEqual([])
	})

	it('is not there without users: the screen only shows', async () => {
		const bare = await plant.serve({ screenFolder: folder })
		expect((await post(bare.url, '/sign-in', { user: 'ada', password: PASSWORDS.ada })).status).toBe(403)
		expect(await (await fetch(`${bare.url}/session`)).json()).toMatchObject({ role: 'viewer', signIn: false, commands: false })
		await bare.close()
	})

	it('is over after ten idle minutes, and after twelve hours whatever happens', () => {
		let nowMs = 0
		const ended: string[] = []
		const sessions = new Sessions(
			() => nowMs,
			({ user }) => ended.push(user),
		)
		const idle = sessions.begin('ada', 'operator', null)
		const busy = sessions.begin('eva', 'engineer', null)
		for (nowMs = 0; nowMs < ABSOLUTE_MS; nowMs += IDLE_MS / 2) {
			sessions.touch(busy.id)
			sessions.expire()
			expect(ended).toEqual(nowMs < IDLE_MS ? [] : ['ada'])
		}
		sessions.expire()
		expect(ended).toEqual(['ada', 'eva'])
		expect([sessions.find(idle.id), sessions.find(busy.id)]).toEqual([null, null])
	})
})

describe('a socket', () => {
	it.each([
		['without the token of the page', {}],
		['with a stolen one of somebody else', { token: 'x'.repeat(32) }],
	])('is refused with a cookie %s', async (_, auth) => {
		const { cookie } = await signIn(server.url, 'ada')
		const socket = io(server.url, {
			transports: ['websocket'],
			forceNew: true,
			reconnection: false,
			auth,
			extraHeaders: { Cookie: cookie },
		})
		const error = await new Promise<Error>((resolve) => socket.once('connect_error', resolve))
		expect(error.message).toBe('page-token')
		socket.close()
	})

	it.each([
		['an unknown event', ['write', 'Line/Command/MachSpeed', 90]],
		['a shelf without end', ['shelve', 'a1', 100_000, 'for ever']],
		['a shelf without a reason', ['shelve', 'a1', 5, ' ']],
		['a value that is none', ['select', { ...askOf(), act: { kind: 'set', tag: GAS, value: 'high' } }]],
		['a command with more in it', ['select', { ...askOf(), role: 'engineer' }]],
	])('is closed by %s, nothing of it is done, and the audit has it', async (_, event) => {
		const socket = await as('ada')
		const closed = new Promise((resolve) => socket.once('disconnect', resolve))
		socket.emit(...(event as unknown as ['resync']))
		await closed
		expect(steps().at(-1)).toBe('closed ada socket')
		expect(door.requests).toEqual([])
		const viewer = await as(null)
		expect(await ask(viewer, 'load')).toMatchObject({ ok: true })
	})
})

describe('an alarm', () => {
	it('is seen alike by two at once, and is acknowledged by one of them, on record before it is done', async () => {
		const [ada, ben] = [await as('ada'), await as('ben')]
		await expect.poll(async () => ((await ask(ada, 'journal', null)).entries as unknown[]).length).toBeGreaterThan(1)
		const answers = await Promise.all([ask(ada, 'acknowledge', ['a2']), ask(ben, 'acknowledge', ['a2'])])
		expect(answers.filter(({ ok }) => ok)).toHaveLength(1)
		const told = steps().filter((line) => line.endsWith(' a2'))
		expect(told).toHaveLength(3)
		expect(told).toEqual(expect.arrayContaining(['acknowledged ada a2', 'acknowledged ben a2']))
		expect(told.at(-1)).toMatch(/^refused (ada|ben) a2$/)
	})

	it('is not acknowledged when it cannot be written down', async () => {
		const ada = await as('ada')
		await expect.poll(async () => ((await ask(ada, 'journal', null)).entries as unknown[]).length).toBeGreaterThan(1)
		audit.fails = true
		expect(await ask(ada, 'acknowledge', ['a1'])).toMatchObject({ ok: false, code: 'no-audit' })
		const { snapshot } = await socketOf(server.url)
		expect(snapshot.alarms.changed.find(({ id }) => id === 'a1')?.state).toBe('unacknowledged')
	})
})

describe('a command', () => {
	const outcome = (answer: Record<string, unknown>) => answer.outcome as { kind: string; code?: string }

	it('goes in two steps, and says before the second what it would do', async () => {
		const ada = await as('ada')
		await expect.poll(async () => outcome(await ask(ada, 'select', askOf())).kind).toBe('accepted')
		const selected = await ask(ada, 'select', askOf())
		expect(selected.effect).toEqual({
			target: GAS,
			station: 'Quench',
			present: 120,
			wanted: 130,
			difference: 10,
			unit: 'L/min',
			range: [0, 400],
			step: 100,
			sign: 'no',
		})
		expect(await ask(ada, 'operate', operateOf())).toEqual({ ok: true, outcome: { kind: 'confirmed' } })
		expect(door.requests.at(-1)).toMatchObject({
			step: 'operate',
			token: 'a-token-of-a-test',
			act: { kind: 'set', tag: GAS, value: 130 },
			by: { user: 'ada', role: 'operator' },
			reason: 'web leaves hot',
		})
	})

	it.each([
		['that is old', () => operateOf({ issuedMs: Date.now() - 2500 }), 'expired'],
		['from the future', () => operateOf({ issuedMs: Date.now() + 60_000 }), 'expired'],
		['of which another value was seen', () => operateOf({ seen: 110 }), 'changed'],
		['without a reason', () => operateOf({ reason: '' }), 'no-reason'],
		['that is not on the list', () => operateOf({ act: { kind: 'set', tag: 'Line/Web/Tension', value: 1 } }), 'not-allowed'],
	])('%s is refused and on record, and nothing reaches the plant', async (_, make, code) => {
		const ada = await as('ada')
		await expect.poll(async () => outcome(await ask(ada, 'select', askOf())).kind).toBe('accepted')
		const before = door.requests.length
		expect(outcome(await ask(ada, 'operate', make()))).toMatchObject({ kind: 'refused', code })
		expect(door.requests).toHaveLength(before)
		expect(audit.entries.at(-1)).toMatchObject({ step: 'refused', user: 'ada', message: expect.stringContaining(code) })
	})

	it('with an id that was used is refused', async () => {
		const ada = await as('ada')
		const twice = operateOf()
		await expect.poll(async () => outcome(await ask(ada, 'select', askOf())).kind).toBe('accepted')
		expect(outcome(await ask(ada, 'operate', { ...twice, issuedMs: Date.now() }))).toEqual({ kind: 'confirmed' })
		expect(outcome(await ask(ada, 'operate', { ...twice, issuedMs: Date.now() }))).toMatchObject({
			kind: 'refused',
			code: 'repeated',
		})
	})

	it('on a value that is stale or bad is refused', async () => {
		const ada = await as('ada')
		plant.changedReadings = { [GAS]: { quality: 'stale', reason: 'held' } }
		await expect.poll(async () => outcome(await ask(ada, 'operate', operateOf())).code).toBe('not-fresh')
		plant.changedReadings = {}
		plant.plantLink$.next({ broker: 'connected', node: 'offline', devices: {}, lastDataAgeMs: 0 })
		expect(outcome(await ask(ada, 'operate', operateOf())).code).toBe('not-fresh')
	})

	it('of two persons needs the name and password of the second', async () => {
		const eva = await as('eva')
		const water = { act: { kind: 'set', tag: 'Wash/FreshWater/FlowSetpoint', value: 0.7 }, seen: 0.6 } as const
		await expect.poll(async () => outcome(await ask(eva, 'select', askOf(water))).kind).toBe('accepted')
		expect(outcome(await ask(eva, 'operate', operateOf(water)))).toMatchObject({ code: 'not-signed' })
		const wrong = operateOf({ ...water, sign: { user: 'ada', password: 'wrong' } })
		expect(outcome(await ask(eva, 'operate', wrong))).toMatchObject({ code: 'not-signed' })
		const right = operateOf({ ...water, sign: { user: 'ada', password: PASSWORDS.ada ?? '' } })
		expect(outcome(await ask(eva, 'operate', right))).toEqual({ kind: 'confirmed' })
		expect(door.requests.at(-1)?.by).toMatchObject({ user: 'ada', role: 'operator' })
	})

	it('is never taken while writing is off', async () => {
		door.enabled = false
		const ada = await as('ada')
		expect(outcome(await ask(ada, 'operate', operateOf()))).toMatchObject({ kind: 'refused', code: 'writes-off' })
		expect(door.requests).toEqual([])
	})
})

describe('the file of users', () => {
	const text = (rows: string) => `kind: users\nusers:\n${rows}`
	const hash = `scrypt$1024$8$1$${'A'.repeat(22)}$${'B'.repeat(43)}`

	it('names every mistake with its place', () => {
		const wrong = text(
			`  - { name: ada, role: boss, password: '${hash}' }\n  - { name: ada, role: operator, password: secret }\n`,
		)
		expect(() => parseText(wrong, 'users.yaml', USERS_FILE)).toThrow(ConfigError)
		expect(() => parseText(wrong, 'users.yaml', USERS_FILE)).toThrow(
			/users\.yaml:3:\d+ .*role[\s\S]*users\.yaml:4:\d+ .*password/,
		)
	})

	it('refuses a name that stands there twice', () => {
		const row = `  - { name: ada, role: operator, password: '${hash}' }\n`
		expect(() => parseText(text(row + row), 'users.yaml', USERS_FILE)).toThrow(/found "ada" twice/)
	})

	it('holds a hash that only its password fits', async () => {
		const made = await hashPassword('näher-7-am', { N: 1024, r: 8, p: 1 })
		expect(made).not.toContain('näher')
		expect(await isPassword('na\u0308her-7-am', made)).toBe(true)
		expect(await isPassword('näher-7-an', made)).toBe(false)
		expect(await isPassword('x', 'no hash')).toBe(false)
		expect(await hashPassword('same', { N: 1024, r: 8, p: 1 })).not.toBe(await hashPassword('same', { N: 1024, r: 8, p: 1 }))
	})

	it('is not guessed at faster by trying side by side', async () => {
		const store = new Users(users, () => 0)
		const tries = await Promise.all(Array.from({ length: 12 }, (_, k) => store.check('ada', `guess-${k}`, '10.0.0.7')))
		expect(tries.filter((one) => 'refused' in one && one.refused === 'wrong')).toHaveLength(5)
	})
})
