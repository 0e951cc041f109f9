import { tagDictionary, tagsOfLine } from '@emberline/line-config'
import { loadLine } from '@emberline/line-config/files'
import { NEVER } from 'rxjs'
import { describe, expect, it } from 'vitest'
import { createCommandGate } from './command-gate.ts'

const TAGS = tagsOfLine(loadLine())
const BASE = { id: 'a', origin: { user: 'anna', from: 'screen' }, tag: 'Heating/Zone1/EmitterSetpoint', value: 900 }

/** A gate whose clock is the test's; nothing must be sent. */
function gateAt(nowMs: () => number, tags = TAGS) {
	const host = { values$: NEVER, status$: NEVER, metric: () => undefined, write: () => 'broker-lost' as const }
	return createCommandGate({ host, group: 'G', node: 'N', tags, nowMs }, { enabled: true, audit: () => {} })
}

describe('command gate', () => {
	it('refuses a write that is older than its life, or from the future', async () => {
		const gate = gateAt(() => 10_000)
		expect(await gate.write({ ...BASE, issuedMs: 7_999 })).toMatchObject({
			code: 'expired',
			message: 'asked for 2001 ms ago, lives 2000 ms',
		})
		expect(await gate.write({ ...BASE, issuedMs: 12_001 })).toMatchObject({ code: 'expired' })
		expect(await gate.write({ ...BASE, issuedMs: Number.NaN })).toMatchObject({ code: 'expired' })
		expect(await gate.write({ ...BASE, issuedMs: 8_000 })).toMatchObject({ code: 'broker-lost' })
	})

	it('checks every W tag of the dictionary against its range', async () => {
		const gate = gateAt(() => 0)
		const ranged = TAGS.filter((tag) => tag.writable && tag.acceptedRange !== undefined)
		expect(ranged.length).toBeGreaterThan(10)
		for (const { name, acceptedRange: [low, high] = [0, 0] } of ranged) {
			for (const [value, code] of [
				[low - 1, 'out-of-range'],
				[high + 1, 'out-of-range'],
				[low, 'broker-lost'],
				[high, 'broker-lost'],
			] as const) {
				expect([name, value, await gate.write({ ...BASE, id: `${name}${value}`, tag: name, value })]).toMatchObject([
					name,
					value,
					{ code },
				])
			}
		}
	})

	it('writes no number that has no range', async () => {
		const gate = gateAt(() => 0, tagDictionary({ dryingZones: 2, heatingZones: 4, quenchPlates: 2, washStages: 3 }))
		expect(await gate.write(BASE)).toMatchObject({ code: 'not-writable', message: `${BASE.tag} has no accepted range` })
	})
})
