import { expect, it } from 'vitest'
import { counted, METERS_ZERO } from './meters.ts'

const now = { scaleG: undefined, defectiveM: undefined, modelKg: 0, overDosedM: 0 }

it('counts by the scale where there is one, from its first reading on, and over a reset', () => {
	let m = counted(METERS_ZERO, { ...now, scaleG: 5000, modelKg: 1 })
	expect(m.productG).toBe(0)
	m = counted(m, { ...now, scaleG: 5100, modelKg: 9 })
	m = counted(m, { ...now, scaleG: 3, modelKg: 9 })
	m = counted(m, { ...now, scaleG: 10, modelKg: 9 })
	expect(m.productG).toBe(107)
})

it('counts by the model where there is none', () => {
	const m = counted(METERS_ZERO, { ...now, modelKg: 0.2, overDosedM: 0.04 })
	expect(m).toMatchObject({ productG: 200, scrapM: 0.04 })
})
