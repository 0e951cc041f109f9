import { describe, expect, it } from 'vitest'
import { plantOfLine1, runUntil } from './plant-for-tests.ts'

/** No heater has power while the web is too slow, in any cycle. */
function heatNeedsWeb(plant: ReturnType<typeof plantOfLine1>): () => void {
	return () => {
		const powered = plant.modules.some((module) => module.powerW > 0)
		if (powered && plant.webSpeedMPerS < 0.007) throw new Error(`heaters on at ${plant.webSpeedMPerS} m/s, ${plant.nowS} s`)
	}
}

describe('a cold start by the plan', () => {
	const plant = plantOfLine1({ start: 'cold', plan: [{ id: 'r', kind: 'run', length_m: 500, recipe: 'HTR' }] })

	it('starts wash and quench, then purge and drying air, then the web, then the heaters, and is in Execute within six minutes', () => {
		const first: string[] = []
		const note = (what: string, isSo: boolean) => {
			if (isSo && !first.includes(what)) first.push(what)
		}
		const safe = heatNeedsWeb(plant)
		const tookS = runUntil(
			plant,
			() => plant.program.line.state === 'Execute',
			360,
			() => {
				safe()
				note('wash', plant.freshWaterM3PerS > 0)
				note('purge', plant.air.flowM3PerS > 0)
				note('web', plant.webSpeedMPerS > 0)
				note('heat', plant.modules[0] !== undefined && plant.modules[0].powerW > 0)
				note('powder', plant.feeder.moistKgPerS > 0)
			},
		)
		expect(tookS).toBeGreaterThan(180)
		expect(first.slice(0, 4)).toEqual(['wash', 'purge', 'web', 'heat'])
		expect(first).toContain('powder')
	})

	it('then makes good powder at speed', () => {
		plant.step(240)
		expect(plant.truth.peakK).toBeGreaterThan(1330)
		expect(plant.lastPowder?.good).toBe(true)
		expect(plant.tags().get('Line/Status/CurMachSpeed')?.value).toBeCloseTo(50, 0)
		expect(plant.tags().get('Line/Admin/StopReason/ID')?.value).toBe(0)
	})
})

describe('a roll change', () => {
	it('takes the heat off first, stops the web, splices the next roll to it and runs on', () => {
		const plan = [
			{ id: 'a', kind: 'run', length_m: 1 },
			{ id: 'b', kind: 'rollChange', expected_s: 60 },
			{ id: 'c', kind: 'run', length_m: 500 },
		] as const
		const plant = plantOfLine1({ plan })
		const safe = heatNeedsWeb(plant)
		runUntil(plant, () => plant.webSpeedMPerS === 0, 120, safe)
		expect(plant.program.reason).toBe(101)
		expect(plant.shutterOpenShare).toBe(0)
		expect(Math.max(...plant.modules.map((module) => module.powerW))).toBe(0)
		const emitterK = plant.modules[0]?.emitterK ?? 0
		runUntil(plant, () => plant.tags().get('Feed/Splice/Detected')?.value === true, 120, safe)
		expect(plant.modules[0]?.emitterK).toBeLessThan(emitterK - 20)
		expect(plant.tags().get('Feed/Unwind/RollID')?.value).toBe('R0002')
		expect(plant.tags().get('Feed/Splice/Position')?.value).toBeCloseTo(plant.encoderM(plant.meters.spliceM ?? 0), 6)
		runUntil(plant, () => plant.program.line.state === 'Execute', 240, safe)
		plant.step(120)
		expect(plant.lastPowder?.good).toBe(true)
		expect(plant.truth.scrapM).toBeGreaterThan(0.5)
	})

	it('comes by itself where a roll runs out before the plan has a change for it', () => {
		const plant = plantOfLine1()
		plant.rollUsedM += plant.rollLeftM - 5
		runUntil(plant, () => plant.program.line.state === 'Held', 120)
		expect(plant.program.reason).toBe(101)
		runUntil(plant, () => plant.program.line.state === 'Execute', 700)
		expect(plant.roll).toBe(2)
	})
})

describe('a recipe change', () => {
	it('runs the web empty, cools every emitter from HTR to its NTS set-point on bare web, and goes on with NTS powder', () => {
		const plan = [
			{ id: 'a', kind: 'run', length_m: 1, recipe: 'HTR' },
			{ id: 'b', kind: 'recipeChange', recipe: 'NTS', expected_s: 1350 },
			{ id: 'c', kind: 'run', length_m: 500, recipe: 'NTS' },
		] as const
		const plant = plantOfLine1({ plan })
		const safe = heatNeedsWeb(plant)
		runUntil(plant, () => plant.program.line.state === 'Held', 120, safe)
		expect(plant.program.reason).toBe(102)
		expect(plant.recipe).toBe('HTR')
		plant.step(1)
		expect(plant.tags().get('Line/Recipe/ID')?.value).toBe('NTS')
		expect(plant.tags().get('Heating/Zone4/EmitterSetpoint')?.value).toBeCloseTo(817.9, 6)
		// The powder that was on the web has had its HTR treatment, not a mixture.
		const changeS = runUntil(plant, () => plant.program.line.state === 'Execute', 2400, safe)
		expect(changeS).toBeGreaterThan(600)
		expect(plant.truth.scrapM).toBeLessThan(1)
		plant.step(240)
		for (const [n, setpointK] of plant.setPoints.emitterK.entries())
			expect(Math.abs((plant.modules[n]?.emitterK ?? 0) - setpointK)).toBeLessThan(3)
		expect(plant.lastPowder?.peakK).toBeGreaterThan(755)
		expect(plant.lastPowder?.peakK).toBeLessThan(785)
		expect(plant.program.reason).toBe(0)
	})
})

describe('a plan that asks for what the line does not know', () => {
	it('is carried out without it', () => {
		const plan = [
			{ id: 'a', kind: 'recipeChange', recipe: 'TFA' },
			{ id: 'b', kind: 'run', length_m: 1, recipe: 'TFA' },
			{ id: 'c', kind: 'run', length_m: 500 },
		] as const
		const plant = plantOfLine1({ plan })
		runUntil(plant, () => plant.plan.current?.id === 'c', 30)
		expect(plant.program.line.state).toBe('Execute')
		expect(plant.recipe).toBe('HTR')
	})
})

describe('web that stops before hot emitters', () => {
	it('has the power cut and the shutter closing in the cycle in which it becomes too slow, and needs Clear, Reset and Start', () => {
		const plant = plantOfLine1()
		plant.driveFailed = true
		runUntil(plant, () => plant.webSpeedMPerS < 0.008, 30)
		const openShare = plant.shutterOpenShare
		plant.step(0.1)
		expect(Math.max(...plant.modules.map((module) => module.powerW))).toBe(0)
		expect(plant.shutterOpenShare).toBeLessThan(openShare)
		expect(['Aborting', 'Aborted']).toContain(plant.program.line.state)
		expect(plant.program.reason).toBe(499)
		plant.step(10)
		expect(plant.shutterOpenShare).toBe(0)
		expect(plant.program.command('START', 0, plant.nowS)).toBe(false)
		plant.driveFailed = false
		expect(plant.program.command('CLEAR', 0, plant.nowS)).toBe(true)
		plant.step(5)
		expect(plant.program.command('RESET', 0, plant.nowS)).toBe(true)
		plant.step(5)
		expect(plant.program.command('START', 0, plant.nowS)).toBe(true)
		runUntil(plant, () => plant.program.line.state === 'Execute', 300, heatNeedsWeb(plant))
	})
})
