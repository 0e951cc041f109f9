import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DEFAULT_LINE, loadLine } from '@emberline/line-config/files'
import { afterAll, describe, expect, it } from 'vitest'
import { addVersion, readParameterFile, rollBack } from '../src/calibrate/parameter-file.ts'

const dir = mkdtempSync(join(tmpdir(), 'parameter-file-'))
afterAll(() => rmSync(dir, { recursive: true, force: true }))
const file = join(dir, 'set.json')

const made = (value: number): Parameters<typeof addVersion>[2] => ({
	made: '2026-11-30T00:00:00Z',
	program: '0.1.0',
	logs: [{ log: 'day.jsonl', sha256: 'a'.repeat(64) }],
	from_ms: 0,
	to_ms: 1,
	parameters: [
		{
			name: 'feeder',
			unit: '1',
			value,
			sd: 0.01,
			prior_value: 1,
			prior_sd: 0.05,
			resolved: true,
			low95: value - 0.02,
			high95: null,
			is_normal: true,
		},
	],
	told: [],
	correlations: [[1]],
	confused: [],
	runs: [],
	fit: { steps: 3, converged: true, squareBefore: 2, squareAfter: 1 },
})

describe('a parameter set', () => {
	it('gets a version more each time, goes back to an older one, and is what the line file takes up', () => {
		expect(addVersion(file, 'line1', made(1.02))).toBe(1)
		expect(addVersion(file, 'line1', made(1.04))).toBe(2)
		const named = join(dir, 'my-line.yaml')
		const take = (name: string) => {
			writeFileSync(named, `${readFileSync(DEFAULT_LINE, 'utf8')}\nparameterSet: ${name}\n`)
			return loadLine(named).calibrated
		}
		expect(take('set.json')?.parameters.feeder).toEqual({ value: 1.04, sd: 0.01 })
		expect(take('set.json@1')).toMatchObject({ version: 1, parameters: { feeder: { value: 1.02 } } })
		expect(rollBack(file, undefined)).toEqual({ from: 2, to: 1 })
		expect(take('set.json')?.version).toBe(1)
		expect(readParameterFile(file)?.versions).toHaveLength(2)
		expect(addVersion(file, 'line1', made(1.05))).toBe(3)
		expect(() => take('set.json@9')).toThrow(/parameterSet.*found version 9, expected one of 1, 2, 3/s)
		expect(() => take('none.json')).toThrow(/found "none.json" that cannot be read/)
	})

	it('is refused for another line, for a version that is not there, and when it is no set', () => {
		expect(() => addVersion(file, 'pilot', made(1))).toThrow(/found a set of the line line1, expected one of pilot/)
		expect(() => rollBack(file, 7)).toThrow(/found 7, expected one of 1, 2, 3/)
		writeFileSync(join(dir, 'bad.json'), '{"kind": "parameters", "line": "line1"}')
		expect(() => readParameterFile(join(dir, 'bad.json'))).toThrow(/bad\.json:1:.*current/s)
	})
})
