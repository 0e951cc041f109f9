import { describe, expect, it } from 'vitest'
import { plantOfLine1, runUntil } from './plant-for-tests.ts'

const cold = () => plantOfLine1({ start: 'cold' })

describe('set-points written to the PLC', () => {
	it.each([
		['Line/Command/MachSpeed', 40, 9.9, 90.1],
		['Feed/Screw/SpeedSetpoint', 35, -1, 301],
		['Drying/Zone2/AirTemperatureSetpoint', 400, 289, 461],
		['Heating/Zone3/EmitterSetpoint', 1200, 299, 1501],
		['Heating/Pyrometer/EmissivitySetting', 0.8, 0.19, 1.01],
		['Quench/Gas/FlowSetpoint', 100, 0.05, 401],
		['Wash/FreshWater/FlowSetpoint', 1, 0.05, 6.1],
	])('%s is taken and read back inside its range and ignored outside', (tag, inside, below, above) => {
		const plant = cold()
		expect(plant.panel.write(tag, inside)).toBe(true)
		plant.step(1)
		expect(plant.tags().get(tag)?.value).toBeCloseTo(inside, 9)
		for (const outside of [below, above, Number.NaN, Number.POSITIVE_INFINITY, null, 'x', true])
			expect(plant.panel.write(tag, outside), String(outside)).toBe(false)
		plant.step(1)
		expect(plant.tags().get(tag)?.value).toBeCloseTo(inside, 9)
		expect(plant.panel.ignored).toBe(7)
	})

	it('does not take what is not written by anybody, or what it does not know', () => {
		const plant = cold()
		for (const tag of ['Line/Status/CurMachSpeed', 'Heating/Zone1/Power', 'Wash/Product/MassTotal', 'No/Such/Tag', ''])
			expect(plant.panel.write(tag, 1), tag).toBe(false)
	})

	it('keeps a written set-point until another recipe comes into force', () => {
		const plant = cold()
		plant.panel.write('Heating/Zone1/EmitterSetpoint', 1300)
		plant.loadRecipe('no such recipe')
		expect(plant.setPoints.emitterK[0]).toBe(1300)
		plant.loadRecipe('NTS')
		expect(plant.setPoints.emitterK[0]).toBeCloseTo(609.8, 6)
	})

	it('has the emitters follow: 20 K less in module 1 lowers the web at its end', () => {
		const plant = plantOfLine1()
		const before = plant.treatment.moduleEndK(0)
		plant.panel.write('Heating/Zone1/EmitterSetpoint', (plant.setPoints.emitterK[0] ?? 0) - 20)
		plant.step(120)
		expect(before - plant.treatment.moduleEndK(0)).toBeGreaterThan(15)
		expect(before - plant.treatment.moduleEndK(0)).toBeLessThan(25)
	})
})

describe('PackML commands', () => {
	it('act on the rising edge of the request only, and only where the state takes them', () => {
		const plant = cold()
		const { panel, program } = plant
		panel.write('Line/Command/CntrlCmd', 2)
		panel.write('Line/Command/CmdChangeRequest', true)
		expect(program.line.state).toBe('Stopped')
		panel.write('Line/Command/CntrlCmd', 1)
		panel.write('Line/Command/CmdChangeRequest', true)
		expect(program.line.state).toBe('Stopped')
		panel.write('Line/Command/CmdChangeRequest', false)
		panel.write('Line/Command/CmdChangeRequest', true)
		expect(program.line.state).toBe('Resetting')
		plant.step(0.1)
		expect(plant.tags().get('Line/Command/CmdChangeRequest')?.value).toBe(true)
		plant.step(4)
		expect(program.line.state).toBe('Idle')
		expect(plant.tags().get('Line/Command/CmdChangeRequest')?.value).toBe(false)
	})

	it('know only the numbers 1 to 10', () => {
		const { panel } = cold()
		for (const number of [0, 11, -1, 1.5]) expect(panel.write('Line/Command/CntrlCmd', number), String(number)).toBe(false)
	})

	it('stop the line for the operator, heat first, and the plan waits until the operator starts it again', () => {
		const plant = plantOfLine1({ plan: [{ id: 'r', kind: 'run', length_m: 500 }] })
		const { panel, program } = plant
		panel.write('Line/Command/CntrlCmd', 3)
		panel.write('Line/Command/CmdChangeRequest', true)
		plant.step(0.1)
		expect(program.line.state).toBe('Stopping')
		expect(Math.max(...plant.modules.map((module) => module.powerW))).toBe(0)
		expect(plant.webSpeedMPerS).toBeCloseTo(0.05, 3)
		runUntil(plant, () => program.line.state === 'Stopped', 60)
		expect(plant.webSpeedMPerS).toBe(0)
		expect(program.reason).toBe(105)
		// Nothing hot stands on the web.
		const { temperatureK } = plant.treatment.web.fields
		const { heating, quench } = plant.line.stations
		for (let m = quench.fromM + quench.lengthM; m < plant.line.web.rewindAtM; m += 0.05)
			expect(plant.truth.webTemperatureK(m)).toBeLessThan(plant.line.limits.quenchExitTemperatureMaxK)
		expect(temperatureK.length).toBeGreaterThan(0)
		expect(heating.modules.length).toBe(4)
		plant.step(60)
		expect(program.line.state).toBe('Stopped')
	})

	it('change the mode only while nothing runs', () => {
		const running = plantOfLine1()
		running.panel.write('Line/Command/UnitMode', 2)
		running.panel.write('Line/Command/CmdChangeRequest', true)
		expect(running.panel.unitMode).toBe(1)
		expect(running.program.line.state).toBe('Execute')
		const stopped = cold()
		stopped.panel.write('Line/Command/UnitMode', 2)
		stopped.panel.write('Line/Command/CmdChangeRequest', true)
		expect(stopped.panel.unitMode).toBe(2)
	})
})
