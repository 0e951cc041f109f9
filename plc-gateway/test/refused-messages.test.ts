import { tagsOfLine } from '@emberline/line-config'
import { loadLine } from '@emberline/line-config/files'
import { expect, it } from 'vitest'
import { connectLine, DataType, encodePayload, type Metric } from '../src/index.ts'
import { mosquitto, until } from './brokers.ts'
import { wireNode } from './wire-node.ts'

const TENSION = 'Line/Web/Tension'
const STATE = 'Line/Status/StateCurrent'

it('counts what odd clients say by its reason, shows the last of each kind, and believes none of it', async () => {
	const broker = await mosquitto()
	const wire = await wireNode(broker.url, 'ODD')
	const retained = encodePayload({ timestampMs: 1, seq: 0, metrics: [{ name: 'bdSeq', datatype: DataType.Int64, value: 9n }] })
	await wire.raw('spBv1.0/R2R/NBIRTH/LINE1', retained, { qos: 1, retain: true })
	const plc = connectLine({ brokerUrl: broker.url, group: 'R2R', node: 'LINE1', tags: tagsOfLine(loadLine()) })
	const last = (code: string) => plc.lastFaults.get(code)?.message
	const say = async (type: string, seq: number | undefined, metrics: readonly Metric[], timestampMs = Date.now()) => {
		const payload = encodePayload({
			timestampMs,
			...(seq !== undefined && { seq }),
			metrics: metrics.map((metric) => ({ timestampMs, ...metric })),
		})
		await wire.raw(`spBv1.0/R2R/${type}`, payload, { qos: 1 })
		return payload
	}
	const bdSeq = (value: bigint): Metric => ({ name: 'bdSeq', datatype: DataType.Int64, value })
	const tension = (value: number): Metric => ({ name: TENSION, datatype: DataType.Double, value })
	const comes = (code: string, message: RegExp) => until(() => message.test(last(code) ?? ''), `the last ${code}`)
	try {
		await comes('retained', /unknown age/)
		expect(plc.link.node).toBe('unknown')

		await say('DDATA/LINE1/Line', 4, [tension(1)])
		await comes('before-birth', /^DDATA Line without an NBIRTH/)
		await say('NBIRTH/LINE1', 0, [bdSeq(3n)])
		await say('DBIRTH/LINE1/Line', 1, [
			{ ...tension(33), alias: 7 },
			{ name: STATE, datatype: DataType.Int32, value: 6, alias: 7 },
		])
		await comes('bad-value', /alias 7 stands for Line\/Web\/Tension and for Line\/Status\/StateCurrent/)
		await until(() => plc.link.node === 'online', 'the node')

		await say('NDEATH/LINE1', undefined, [bdSeq(77n)])
		await comes('not-live', /NDEATH with bdSeq 77, where 3 lives/)
		expect(plc.link.node).toBe('online')

		await say('DDATA/LINE1/Line', 2, [tension(Number.NaN)])
		await comes('rejected-value', /^Line\/Web\/Tension: NaN is not a number/)
		const twice = await say('DDATA/LINE1/Line', 3, [tension(34)])
		await wire.raw('spBv1.0/R2R/DDATA/LINE1/Line', twice, { qos: 1 })
		await comes('late', /DDATA with seq 3, 4 was next/)
		await say('DDATA/LINE1/Line', 9, [tension(35)])
		await comes('seq-gap', /seq 9 came, 4 was next/)

		expect(plc.metrics()).toMatchObject({
			emberline_plc_retained_total: 1,
			emberline_plc_not_live_total: 1,
			emberline_plc_bad_values_total: 1,
			emberline_plc_rejected_values_total: 1,
			emberline_plc_late_total: 1,
			emberline_plc_seq_gaps_total: 1,
		})
	} finally {
		await plc.close()
		await wire.close()
		await broker.stop()
	}
})
