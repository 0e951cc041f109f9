import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { ConfigError } from '@emberline/line-config'
import { describe, expect, it } from 'vitest'
import { InputError } from './errors.ts'
import { readFaults } from './fault-script.ts'
import { faultIn, secondsIn, wireIn } from './plant-options.ts'

describe('a fault on the command line', () => {
	it.each([
		['web_break', { fault: 'web_break', at: 0 }],
		['web_break@90', { fault: 'web_break', at: 90 }],
		['web_break@10min:2', { fault: 'web_break', at: 600, severity: 2 }],
		['window_fouling/zone3:0.5', { fault: 'window_fouling/zone3', at: 0, severity: 0.5 }],
		['sensor_nan/Heating/Zone1/Power@1.5h', { fault: 'sensor_nan/Heating/Zone1/Power', at: 5400 }],
		['web_break@2026-11-25T10:00:00Z:2', { fault: 'web_break', at: '2026-11-25T10:00:00Z', severity: 2 }],
		['web_break@2026-11-25T10:00', { fault: 'web_break', at: '2026-11-25T10:00' }],
	])('%s says what, when and how bad', (text, request) => {
		expect(faultIn(text)).toEqual(request)
	})

	it.each(['', '@5', 'web_break@soon', 'web_break@5@6', 'web_break@-5'])('"%s" is refused with what is expected', (text) => {
		expect(() => faultIn(text)).toThrow(InputError)
	})

	it('takes times with their unit', () => {
		expect(['90', '90s', '1.5min', '2 h', '', '5 days', '-1'].map(secondsIn)).toEqual([90, 90, 90, 7200, null, null, null])
	})
})

describe('a bad wire on the command line', () => {
	it('is read option by option', () => {
		expect(wireIn('loss=0.01,late=0.02, late-by=60,skew=-1.5')).toEqual({ loss: 0.01, late: 0.02, lateS: 60, skewS: -1.5 })
	})

	it.each(['los=1', 'loss', 'loss=', 'loss=2', 'delay=-1', 'loss=x'])('%s is refused', (text) => {
		expect(() => wireIn(text)).toThrow(InputError)
	})
})

describe('a script of faults', () => {
	const folder = mkdtempSync(join(tmpdir(), 'emberline-faults-'))
	const file = (text: string) => {
		const path = join(folder, 'faults.yaml')
		writeFileSync(path, text)
		return path
	}

	it('gives each fault with its place, in seconds', () => {
		const path = file(
			'kind: faults\nfaults:\n  - { cause: emitter_break, zone: 2, after: 10 min, severity: 1.5, lasts: 1 h }\n  - { cause: sensor_nan, tag: Feed/Screw/Speed, at: "2026-11-25T10:00:00Z" }\n',
		)
		expect(readFaults(path)).toMatchObject([
			{ fault: 'emitter_break/zone2', at: 600, severity: 1.5, lastsS: 3600 },
			{ fault: 'sensor_nan/Feed/Screw/Speed', at: '2026-11-25T10:00:00Z' },
		])
	})

	it('is refused with every mistake and its place', () => {
		const path = file(
			'kind: faults\nfaults:\n  - { cause: web_brake }\n  - { cause: web_break, after: 5 }\n  - { cause: web_break, severity: 99 }\n',
		)
		try {
			readFaults(path)
			expect.unreachable()
		} catch (error) {
			if (!(error instanceof ConfigError)) throw error
			expect(error.issues.map(({ line, path: at }) => [line, at])).toEqual([
				[3, 'faults.0.cause'],
				[4, 'faults.1.after'],
				[5, 'faults.2.severity'],
			])
		}
		rmSync(folder, { recursive: true, force: true })
	})
})
