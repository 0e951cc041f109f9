import { readFileSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { embedded, mosquitto, type TestBroker } from '../brokers.ts'
import { EDGE_RULES } from './edge-assertions.ts'
import { HOST_RULES } from './host-assertions.ts'
import { rehearse } from './rehearsal.ts'
import { judge, renderTable, type Verdict } from './table.ts'

const AT = [
	{ name: 'mosquitto', open: mosquitto, hasMqtt5: true },
	{ name: 'the embedded broker', open: embedded, hasMqtt5: false },
] as const
const verdicts: Record<string, readonly Verdict[]> = {}
const needsMqtt5 = (id: string): boolean => /(clean-session-50|mqtt50)$/.test(id)

describe.each(AT)('Sparkplug 3.0 on $name', ({ name, open, hasMqtt5 }) => {
	let brokers: TestBroker[] = []

	beforeAll(async () => {
		const pair = [await open(), await open()] as const
		brokers = [...pair]
		verdicts[name] = judge(await rehearse(pair, hasMqtt5))
	})

	afterAll(async () => {
		for (const broker of brokers) await broker.stop()
	})

	const shown = (role: Verdict['role'], rules: typeof EDGE_RULES): string[] =>
		Object.entries(rules)
			.filter(([id]) => hasMqtt5 || !needsMqtt5(id))
			.map(([id]) => `${role} ${id}`)

	it.each([...shown('host', HOST_RULES), ...shown('edge', EDGE_RULES)])('%s', (what) => {
		expect(verdicts[name]?.find(({ role, id }) => `${role} ${id}` === what)).toMatchObject({ passed: true })
	})
})

it('knows 99 assertions on a host application and 200 on an edge node', () => {
	expect([Object.keys(HOST_RULES).length, Object.keys(EDGE_RULES).length]).toEqual([99, 200])
})

it('has its table in docs', () => {
	const table = readFileSync(new URL('../../../docs/sparkplug-conformance.md', import.meta.url), 'utf8')
	expect(table).toBe(renderTable(verdicts.mosquitto ?? [], verdicts['the embedded broker'] ?? []))
})
