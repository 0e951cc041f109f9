import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { evaluateCase } from './judge-case.ts'
import type { PhysicsCase } from './physics-case.ts'

/** Worked sensitivities hold the gas temperatures of the set-points; on a line the gas follows, by up to 3 K of web more. */
interface Change {
	readonly speed?: number
	readonly emittersK?: number
	readonly loading?: number
	readonly cloth?: number
}
interface Zone {
	readonly tau: number
	readonly Te: number
}
interface Outcome {
	readonly Tout: readonly number[]
	readonly Tpeak: number
	readonly d_nm: number
	readonly Xm: number
	readonly alloy_wtpct: number
}

const load = (name: string): PhysicsCase =>
	JSON.parse(readFileSync(fileURLToPath(new URL(`../../cases/${name}.json`, import.meta.url)), 'utf8'))

function changed(name: string, { speed = 1, emittersK = 0, loading = 1, cloth = 1 }: Change): Outcome {
	const c = load(name)
	const zones = (c.inputs.zones as readonly Zone[]).map((zone, n, all) => ({
		...zone,
		tau: zone.tau / speed,
		Te: zone.Te + (n < all.length - 1 ? emittersK : 0),
	}))
	const inputs = { ...c.inputs, zones, load: 0.1 * loading, mCloth: 0.12 * cloth, sampleTimes: [] }
	return evaluateCase({ ...c, inputs, expected: {} }) as unknown as Outcome
}

/** Within one unit of the last printed digit. */
const printed = (found: number, expected: number | undefined, unit: number): void => {
	if (expected !== undefined) expect(Math.abs(found - expected), `${found} beside ${expected}`).toBeLessThanOrEqual(unit)
}

describe('sensitivities at the pilot set-points', () => {
	it.each<readonly [string, Change, { first: number; peak: number; exit: number; nm: number }]>([
		['as set', {}, { first: 1340, peak: 1340, exit: 323, nm: 14.8 }],
		['a fifth faster', { speed: 1.2 }, { first: 1333, peak: 1340, exit: 351, nm: 13.93 }],
		['a fifth slower', { speed: 0.8 }, { first: 1342, peak: 1342, exit: 304, nm: 15.94 }],
		['emitters 20 K hotter', { emittersK: 20 }, { first: 1361, peak: 1361, exit: 324, nm: 15.11 }],
		['emitters 20 K colder', { emittersK: -20 }, { first: 1319, peak: 1320, exit: 323, nm: 14.48 }],
		['half as much powder again', { loading: 1.5 }, { first: 1333, peak: 1340, exit: 348, nm: 14.74 }],
		['cloth of twice the mass', { cloth: 2 }, { first: 1296, peak: 1340, exit: 430, nm: 14.63 }],
	])('HTR regulates itself: %s', (_, change, expected) => {
		const made = changed('pilot-htr-bisb', change)
		printed(made.Tout[0] ?? 0, expected.first, 1)
		printed(made.Tpeak, expected.peak, 1)
		printed(made.Tout[4] ?? 0, expected.exit, 1)
		printed(made.d_nm, expected.nm, 0.01)
	})

	it.each<readonly [string, Change, { first: number; peak: number; exit?: number; nm?: number; xm?: number; alloy?: number }]>([
		['as set', {}, { first: 440, peak: 770, exit: 323, nm: 11.28, xm: 0.9995 }],
		['a fifth faster', { speed: 1.2 }, { first: 423, peak: 744, exit: 339, nm: 10.77, xm: 0.931 }],
		['a fifth slower', { speed: 0.8 }, { first: 462, peak: 791, exit: 308, nm: 11.64 }],
		['emitters 20 K hotter', { emittersK: 20 }, { first: 452, peak: 796, nm: 11.21, alloy: 70.6 }],
		['emitters 20 K colder', { emittersK: -20 }, { first: 428, peak: 743, xm: 0.963, alloy: 62.5 }],
		['half as much powder again', { loading: 1.5 }, { first: 420, peak: 738, xm: 0.922 }],
	])('NTS follows every input: %s', (_, change, expected) => {
		const made = changed('pilot-nts-bisnsb', change)
		printed(made.Tout[0] ?? 0, expected.first, 1)
		printed(made.Tpeak, expected.peak, 1)
		printed(made.Tout[4] ?? 0, expected.exit, 1)
		printed(made.d_nm, expected.nm, 0.01)
		printed(made.Xm, expected.xm, 0.001)
		printed(made.alloy_wtpct, expected.alloy, 0.1)
	})
})
