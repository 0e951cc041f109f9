import { readFileSync } from 'node:fs'
import { FAULT_FILE, faultNamed, parseText, scriptedFaults } from '@emberline/line-config'
import { loadLine } from '@emberline/line-config/files'
import { expect, it } from 'vitest'
import { TRIPS } from '../src/simulated-plc/trips.ts'

const GUIDE = readFileSync(new URL('../../docs/training-guide.md', import.meta.url), 'utf8')

it('says of every trip what it does, as the PLC has it', () => {
	const rows = GUIDE.split('\n').flatMap((line) => {
		const cells = line.split('|').map((cell) => cell.trim())
		return /^\d{3}$/.test(cells[1] ?? '') ? [cells] : []
	})
	const told = rows.map(([, code, , asks, heaters, latched, delay, budget]) => [
		Number(code),
		asks?.toUpperCase(),
		heaters === 'off',
		latched === 'yes',
		Number(delay),
		Number(budget),
	])
	expect(told).toEqual(TRIPS.map((t) => [t.code, t.asks, t.heaterOff, t.latched, t.delayS, t.budgetS]))
})

it('shows a script of faults that the line takes', () => {
	const yaml = /```yaml\n([\s\S]*?)```/.exec(GUIDE)?.[1] ?? ''
	const faults = scriptedFaults(parseText(yaml, 'guide', FAULT_FILE))
	expect(faults).toHaveLength(3)
	for (const { fault } of faults) expect(faultNamed(fault, loadLine()).text).toBe(fault)
})
