import { type CaseValue, evaluateCase, type PhysicsCase } from '@emberline/twin'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { ASKED, type Asked } from '../src/cases/worked-range.ts'
import type { InputRange } from '../src/physics/index.ts'

/** Anywhere in a range: evenly, or as many small as large where it reaches over more than three tens. */
function anywhere({ least, greatest, open }: InputRange): fc.Arbitrary<number> {
	const even = fc.double({ min: least, max: greatest, minExcluded: open ?? false, noNaN: true })
	if (least <= 0 || greatest / least < 1e3) return even
	return fc.oneof(
		even,
		fc
			.double({ min: Math.log(least), max: Math.log(greatest), noNaN: true })
			.map((x) => Math.min(greatest, Math.max(least, Math.exp(x)))),
	)
}

/** All that an equation asks for, each by itself within its range. */
function inputsOf({ numbers = {}, lists = {}, optional = {} }: Asked): fc.Arbitrary<Record<string, unknown>> {
	const each = <T>(ranges: Readonly<Record<string, InputRange>>, of: (range: InputRange) => fc.Arbitrary<T>) =>
		Object.fromEntries(Object.entries(ranges).map(([key, range]) => [key, of(range)]))
	return fc.record({
		...each<unknown>(numbers, anywhere),
		...each<unknown>(lists, (range) => fc.array(anywhere(range), { minLength: 1, maxLength: 3 })),
		...each<unknown>(optional, (range) => fc.option(anywhere(range), { nil: undefined })),
	})
}

const numbersIn = (value: CaseValue): readonly (number | null)[] =>
	typeof value === 'number' || value === null ? [value] : Object.values(value).flatMap((each: CaseValue) => numbersIn(each))

describe('an equation at any valid input', () => {
	it.each(Object.entries(ASKED))('%s: a number for everything, or a refusal of what cannot be together', (of, asked) => {
		let reckoned = 0
		fc.assert(
			fc.property(inputsOf(asked), (given) => {
				const inputs = { of, ...given, ...(of === 'counter-current wash' ? { N: Math.round(given.N as number) } : {}) }
				let found: Record<string, CaseValue>
				try {
					found = evaluateCase({ name: of, section: '', inputs, expected: {}, tolerance: [] } as PhysicsCase)
				} catch (cause) {
					expect(cause).toMatchObject({ code: 'INPUT_RANGE' })
					return
				}
				reckoned++
				const numbers = numbersIn(found)
				expect(numbers.length).toBeGreaterThan(0)
				for (const [key, value] of Object.entries(found)) {
					// Nothing dries where the air is wet, nor to below what the air leaves; ice under higher pressure stays.
					const mayNeverEnd = /^(t_s|length_m)$/.test(key) && /drying/.test(of)
					for (const number of numbersIn(value)) if (!mayNeverEnd) expect(number, key).not.toBeNull()
				}
			}),
			{ numRuns: 200, seed: 7 },
		)
		expect(reckoned).toBeGreaterThan(10)
	})
})
