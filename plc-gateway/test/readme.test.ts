import { readFileSync } from 'node:fs'
import { tagsOfLine } from '@emberline/line-config'
import { loadLine } from '@emberline/line-config/files'
import { expect, it } from 'vitest'
import { connectLine, createEdgeSession, DataType, startEmbeddedBroker } from '../src/index.ts'
import { until } from './brokers.ts'

it('runs the example of the README as it stands there', async () => {
	const readme = readFileSync(new URL('../README.md', import.meta.url), 'utf8')
	const example = /```ts\n([\s\S]*?)```/.exec(readme)?.[1] ?? ''
	const body = example.replace(/^import .*$/gm, '')
	const said: string[] = []
	const names = {
		tagsOfLine,
		loadLine,
		connectLine,
		startEmbeddedBroker,
		console: { log: (...words: unknown[]) => said.push(words.join(' ')) },
	}
	const AsyncFunction = Object.getPrototypeOf(async () => {}).constructor as new (
		...args: string[]
	) => (
		...values: unknown[]
	) => Promise<{ broker: Awaited<ReturnType<typeof startEmbeddedBroker>>; plc: ReturnType<typeof connectLine> }>
	const { broker, plc } = await new AsyncFunction(...Object.keys(names), `${body}\nreturn { broker, plc }`)(
		...Object.values(names),
	)
	const power = { name: 'Heating/Zone1/Power', type: DataType.Double, value: 3.5, timestampMs: Date.now() }
	const edge = createEdgeSession({
		brokerUrl: broker.url,
		group: 'R2R',
		node: 'LINE1',
		devices: ['Heating'],
		getBirth: (device) => (device === null ? [] : [power]),
	})
	await until(() => said.includes('Heating/Zone1/Power 3.5 good'), 'the reading')
	expect(said).toContain('broker connected PLC online')
	await edge.close()
	await plc.close()
	await broker.close()
})
