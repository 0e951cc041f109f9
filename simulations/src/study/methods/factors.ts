import { OUTPUT_INDEX, type OutputName } from '../outputs.ts'
import type { Outcome, SettledRun } from '../runner/run.ts'
import { type Point, recipePoint, SHOWN, type VariedName } from '../set-points.ts'
import { type DrawnOf, type Known, unknownsOf } from '../unknowns.ts'
import { type Ranges, variedNames } from './point-result.ts'

/** One thing that a sensitivity study moves: something nobody knows, or a set-point. */
export interface Factor {
	readonly name: string
	readonly nominal: number
	readonly range: readonly [number, number]
	/** As people say a value of it. */
	words(value: number): string
	/** Value at a cumulative probability; a set-point is as likely anywhere in its range. */
	at(probability: number): number
	readonly of: 'unknown' | 'set-point'
}

export function factorsOf(known: Known, of: DrawnOf, vary: Ranges): readonly Factor[] {
	const nominal = recipePoint(known.line, known.recipe)
	return [
		...variedNames(vary).map((name): Factor => {
			const { from, to } = vary[name]!
			const { unit, factor } = SHOWN[name]
			return {
				name,
				nominal: nominal[name],
				range: [from, to],
				words: (value) => `${Number((value * factor).toPrecision(3))} ${unit}`,
				at: (probability) => from + probability * (to - from),
				of: 'set-point',
			}
		}),
		...unknownsOf(known, of).map(
			(unknown): Factor => ({
				name: unknown.name,
				nominal: unknown.nominal,
				range: unknown.range,
				words: (value) => String(Number(value.toPrecision(3))),
				at: (probability) => unknown.at(probability),
				of: 'unknown',
			}),
		),
	]
}

/** A run with these values of the factors, in their order. */
export function factorRun(setting: string, factors: readonly Factor[], values: readonly number[]): SettledRun {
	const of = (kind: Factor['of']) =>
		factors.flatMap((factor, i) => (factor.of === kind ? [[factor.name, values[i]!] as const] : []))
	const point: Point = Object.fromEntries(of('set-point') as [VariedName, number][])
	return { kind: 'settled', setting, point, over: { values: Object.fromEntries(of('unknown')) } }
}

export const outputOf = (outcome: Outcome, output: OutputName): number => {
	const value = outcome[0]![OUTPUT_INDEX[output]]!
	return Number.isFinite(value) ? value : 0
}
