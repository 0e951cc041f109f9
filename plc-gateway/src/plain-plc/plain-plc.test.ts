import { tagsOfLine } from '@emberline/line-config'
import { loadLine } from '@emberline/line-config/files'
import { loadCommandList } from '@emberline/line-config/plc-files'
import { connect } from 'mqtt'
import { expect, it } from 'vitest'
import { mosquitto, until } from '../../test/brokers.ts'
import { createCommandGate } from '../commands/index.ts'
import { connectPlainPlc } from './plain-plc.ts'

const LINE = loadLine()
const TAGS = tagsOfLine(LINE)
const WATER = 'Wash/FreshWater/FlowSetpoint'

it('is read and written through the same command path, and stale when it falls silent', async () => {
	const broker = await mosquitto()
	const row = (tag: string, path: string, unit: string) => ({ tag, topic: 'plc', path, unit, scale: 1, offset: 0 })
	const plc = connectPlainPlc({
		brokerUrl: broker.url,
		tags: TAGS,
		mapping: {
			kind: 'plain-plc',
			line: 'line1',
			silentAfterS: 0.5,
			tags: [
				row('Line/Status/StateCurrent', 'state', 'enum'),
				row('Line/Status/UnitModeCurrent', 'mode', 'enum'),
				{ ...row(WATER, 'water', 'L/min'), scale: 0.001, writeTopic: 'plc/water' },
			],
		},
	})
	const gate = createCommandGate({ door: plc, tags: TAGS, list: loadCommandList(LINE), enabled: true, audit: async () => {} })
	const own = connect(broker.url)
	let water = 600
	own.on('message', (_topic, payload) => {
		water = Number(payload.toString())
	})
	await own.subscribeAsync('plc/water')
	const speaking = setInterval(() => own.publish('plc', JSON.stringify({ state: 6, mode: 1, water })), 50)
	const ask = () =>
		gate.request({
			id: `c${Math.floor(performance.now())}`,
			step: 'operate',
			act: { kind: 'set', tag: WATER, value: 0.8 },
			by: { user: 'anna', role: 'operator', from: 'test' },
			issuedMs: Date.now(),
		})
	await until(() => plc.present(WATER)?.value === 0.6, 'the value')
	expect(await ask()).toEqual({ kind: 'confirmed' })
	expect(water).toBeCloseTo(800, 9)
	clearInterval(speaking)
	await until(() => plc.present(WATER)?.quality === 'stale', 'staleness')
	expect(await ask()).toMatchObject({ kind: 'refused' })
	gate.close()
	own.end(true)
	await plc.close()
	await broker.stop()
})
