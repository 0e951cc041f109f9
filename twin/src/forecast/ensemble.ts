import type { BudgetTermKW, BudgetTerms, ForecastBudget, ForecastTarget } from '../port.ts'
import type { Chance } from './chance.ts'
import type { Day, DayMark, WorkEnd } from './member-day.ts'
import { WORK_ENDS } from './member-day.ts'
import { summary } from './quantiles.ts'
import type { RunningPoint } from './running-point.ts'
import type { ShownNoise } from './shown.ts'
import { BIN_S } from './web-on-line.ts'

/** One member's day with what arrived at the scale in each bin, kg. */
export interface MemberResult {
	readonly day: Day
	readonly scaleKg: Float64Array
	readonly scaleGoodKg: Float64Array
	/** By recipe. */
	readonly points: ReadonlyMap<string, RunningPoint>
	/** What a time of some length shows beyond the level, and the draws of it. */
	readonly noise: { readonly sd: ShownNoise; readonly normal: Chance['normal'] }
}

/** Times of a day, s from the origin. */
export interface DayTimes {
	readonly horizonsS: readonly number[]
	/** Next end of a shift; null where it is not within the last horizon. */
	readonly shiftS: number | null
	/** All of these in order. */
	readonly marksS: readonly number[]
}

/** One amount of a member's day up to a mark that is `hS` from the origin. */
interface Amount {
	readonly target: string
	readonly zone?: number
	of(member: MemberResult, mark: DayMark, hS: number): number
	/** Standard deviation as a share that a time of `hS` shows beside the ensemble's. */
	noise?(sd: ShownNoise, hS: number): number
}

function amountsOf(zones: number): readonly Amount[] {
	const product = (sd: ShownNoise, hS: number) => sd.product(hS)
	return [
		{ target: 'grams', of: (m, _, hS) => 1000 * sumTo(m.scaleKg, hS), noise: product },
		{ target: 'good_grams', of: (m, _, hS) => 1000 * sumTo(m.scaleGoodKg, hS), noise: product },
		{ target: 'g_per_h', of: (m, _, hS) => (3.6e6 * sumTo(m.scaleKg, hS)) / hS, noise: product },
		{ target: 'metres', of: (_, mark) => mark.metres, noise: (sd) => sd.metres },
		{ target: 'scrap_m', of: (_, mark) => mark.scrapM },
		{ target: 'kWh', of: (_, mark) => mark.lineJ / 3.6e6, noise: (sd, hS) => sd.line(hS) },
		...Array.from(
			{ length: zones },
			(_, n): Amount => ({
				target: 'kWh',
				zone: n + 1,
				of: (_m, mark) => mark.modules[n]!.electricalJ / 3.6e6,
				noise: (sd, hS) => sd.zone(n, hS),
			}),
		),
		{ target: 'water_L', of: (_, mark) => mark.waterM3 * 1000, noise: (sd, hS) => sd.water(hS) },
		// Unknown (NaN, left out) for a member in which no web leaves heating.
		{ target: 'peak_K', of: (_, mark) => mark.peakKM / mark.leftM },
		{ target: 'dose_eq_s', of: (_, mark) => mark.doseSM / mark.leftM },
	]
}

/** One amount of a member's day up to one of its marks. */
export function amountOf(target: string, member: MemberResult, marksS: readonly number[], hS: number): number {
	const mark = member.day.marks[marksS.indexOf(hS)]!
	return amountsOf(mark.modules.length)
		.find((amount) => amount.target === target && amount.zone === undefined)!
		.of(member, mark, hS)
}

/** Amounts to the end of a work, by the names of the targets with its name behind. */
const TO_END: readonly string[] = ['grams', 'good_grams', 'metres', 'kWh']

/** Targets of all horizons over the ensemble, and to the ends of works; `quiet`: the day on which no stop comes. */
export function ensembleTargets(
	members: readonly MemberResult[],
	{ horizonsS, marksS, shiftS }: DayTimes,
	quiet: MemberResult,
	leastSd: { readonly peakK: number; readonly doseEqS: number } = { peakK: 0, doseEqS: 0 },
): readonly ForecastTarget[] {
	const amounts = amountsOf(quiet.day.marks[0]?.modules.length ?? 0)
	const least: Readonly<Record<string, number>> = { peak_K: leastSd.peakK, dose_eq_s: leastSd.doseEqS }
	const atHorizons = horizonsS.flatMap((hS) => {
		const h = marksS.indexOf(hS)
		return amounts.flatMap(({ target, zone, of, noise }): ForecastTarget[] => {
			const values = members.map((member) => {
				const share = noise?.(member.noise.sd, hS) ?? 0
				return of(member, member.day.marks[h]!, hS) * Math.exp(share === 0 ? 0 : share * member.noise.normal())
			})
			const s = summary(widened(values, least[target] ?? 0, members))
			if (s === null) return []
			const asPlanned = of(quiet, quiet.day.marks[h]!, hS)
			return [{ target, ...(zone !== undefined && { zone }), hS, ...s, ...(Number.isFinite(asPlanned) && { asPlanned }) }]
		})
	})
	const shift = marksS.indexOf(shiftS ?? Number.NaN)
	const markAt = ({ day }: MemberResult) => (shift < 0 ? undefined : { tS: marksS[shift]!, ...day.marks[shift]! })
	return [
		...atHorizons,
		...toEnd('shift', members, quiet, amounts, markAt),
		...WORK_ENDS.flatMap((work) => toEnd(work, members, quiet, amounts, ({ day }) => day.ends[work])),
	]
}

/** Only where all members come to the end: the others' amounts are not known. */
function toEnd(
	name: WorkEnd | 'shift',
	members: readonly MemberResult[],
	quiet: MemberResult,
	amounts: readonly Amount[],
	endOf: (member: MemberResult) => (DayMark & { readonly tS: number }) | undefined,
): readonly ForecastTarget[] {
	const atEnd = members.flatMap((member) => {
		const mark = endOf(member)
		return mark === undefined ? [] : [{ member, mark }]
	})
	const planned = endOf(quiet)
	if (atEnd.length < members.length || planned === undefined) return []
	const hS = Math.round(planned.tS)
	const over = (
		target: string,
		of: (member: MemberResult, mark: DayMark & { readonly tS: number }) => number,
	): ForecastTarget[] => {
		const s = summary(atEnd.map(({ member, mark }) => of(member, mark)))
		return s === null ? [] : [{ target: `${target}_to_${name}_end`, hS, ...s, asPlanned: of(quiet, planned) }]
	}
	return [
		...(name === 'shift' ? [] : over('s', (_, { tS }) => tS)),
		...amounts.flatMap(({ target, zone, of }) =>
			zone === undefined && TO_END.includes(target) ? over(target, (member, mark) => of(member, mark, mark.tS)) : [],
		),
	]
}

/** Spread at least to this standard deviation. */
function widened(values: readonly number[], leastSd: number, members: readonly MemberResult[]): readonly number[] {
	if (leastSd === 0) return values
	const known = values.filter((value) => Number.isFinite(value))
	const mean = known.reduce((sum, value) => sum + value, 0) / known.length
	const variance = known.reduce((sum, value) => sum + (value - mean) ** 2, 0) / known.length
	const more = Math.sqrt(Math.max(leastSd ** 2 - variance, 0))
	return more > 0 ? values.map((value, m) => value + more * members[m]!.noise.normal()) : values
}

/** `planned`: the account of each module as drawn, at the recipe's own set-points. */
export function ensembleBudgets(
	members: readonly MemberResult[],
	{ horizonsS, marksS }: DayTimes,
	planned: readonly BudgetTerms[],
): readonly ForecastBudget[] {
	return horizonsS.flatMap((hS) => {
		const h = marksS.indexOf(hS)
		const grams = members.reduce((sum, { scaleKg }) => sum + 1000 * sumTo(scaleKg, hS), 0) / members.length
		const marks = members.map((member) => member.day.marks[h]!)
		const mean = (value: (mark: DayMark) => number) => marks.reduce((sum, mark) => sum + value(mark), 0) / marks.length
		const leftM = mean((mark) => mark.leftM)
		return (marks[0]?.modules ?? []).map((_, n) => {
			const kW = (term: keyof DayMark['modules'][number]) => mean((mark) => mark.modules[n]![term]) / hS / 1000
			const terms: BudgetTerms = {
				electricalKW: kW('electricalJ'),
				toWebKW: kW('webJ'),
				toGasKW: kW('gasJ'),
				toSlotsKW: kW('slotsJ'),
				toWallsKW: kW('wallsJ'),
				toCoolantKW: kW('coolantJ'),
				storedKW: kW('storedJ'),
				doseEqS: leftM > 0 ? mean((mark) => mark.moduleDoseSM[n]!) / leftM : 0,
			}
			const drawn = planned[n]
			return {
				zone: n + 1,
				hS,
				...terms,
				electricalKWh: (terms.electricalKW * hS) / 3600,
				jPerG: grams > 0 ? (1000 * terms.electricalKW * hS) / grams : null,
				...(drawn !== undefined && { planned: drawn, moved: mostMoved(terms, drawn) }),
			}
		})
	})
}

const OUT_TERMS = ['toWebKW', 'toGasKW', 'toSlotsKW', 'toWallsKW', 'toCoolantKW', 'storedKW'] as const

/** The way out on which two accounts differ most. */
export function mostMoved(now: BudgetTerms, before: BudgetTerms): { readonly term: BudgetTermKW; readonly kW: number } {
	const moved = OUT_TERMS.map((term) => ({ term, kW: now[term] - before[term] }))
	return moved.reduce((most, one) => (Math.abs(one.kW) > Math.abs(most.kW) ? one : most))
}

function sumTo(bins: Float64Array, hS: number): number {
	const end = Math.min(Math.round(hS / BIN_S), bins.length)
	let sum = 0
	for (let bin = 0; bin < end; bin++) sum += bins[bin]!
	return sum
}
