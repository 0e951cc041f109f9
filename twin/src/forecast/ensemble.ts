import type { ForecastBudget, ForecastTarget } from '../port.ts'
import type { Chance } from './chance.ts'
import type { Day, DayMark, WorkEnd } from './member-day.ts'
import { WORK_ENDS } from './member-day.ts'
import { summary } from './quantiles.ts'
import type { ShownNoise } from './shown.ts'
import { BIN_S } from './web-on-line.ts'

/** One member's day with what arrived at the scale in each bin, kg. */
export interface MemberResult {
	readonly day: Day
	readonly scaleKg: Float64Array
	readonly scaleGoodKg: Float64Array
	/** What a time of some length shows beyond the level, and the draws of it. */
	readonly noise: { readonly sd: ShownNoise; readonly normal: Chance['normal'] }
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

/** Amounts to the end of a work, by the names of the targets with its name behind. */
const TO_END: readonly string[] = ['grams', 'good_grams', 'metres', 'kWh']

/** Targets of all horizons over the ensemble, and to the ends of works; `quiet`: the day on which no stop comes. */
export function ensembleTargets(
	members: readonly MemberResult[],
	horizonsS: readonly number[],
	quiet: MemberResult,
	leastSd: { readonly peakK: number; readonly doseEqS: number } = { peakK: 0, doseEqS: 0 },
): readonly ForecastTarget[] {
	const amounts = amountsOf(quiet.day.marks[0]?.modules.length ?? 0)
	const least: Readonly<Record<string, number>> = { peak_K: leastSd.peakK, dose_eq_s: leastSd.doseEqS }
	const atHorizons = horizonsS.flatMap((hS, h) =>
		amounts.flatMap(({ target, zone, of, noise }): ForecastTarget[] => {
			const values = members.map((member) => {
				const share = noise?.(member.noise.sd, hS) ?? 0
				return of(member, member.day.marks[h]!, hS) * Math.exp(share === 0 ? 0 : share * member.noise.normal())
			})
			const s = summary(widened(values, least[target] ?? 0, members))
			if (s === null) return []
			const asPlanned = of(quiet, quiet.day.marks[h]!, hS)
			return [{ target, ...(zone !== undefined && { zone }), hS, ...s, ...(Number.isFinite(asPlanned) && { asPlanned }) }]
		}),
	)
	return [...atHorizons, ...WORK_ENDS.flatMap((work) => toEnd(members, work, quiet, amounts))]
}

/** Only where all members come to the end: the others' amounts are not known. */
function toEnd(
	members: readonly MemberResult[],
	work: WorkEnd,
	quiet: MemberResult,
	amounts: readonly Amount[],
): readonly ForecastTarget[] {
	const atEnd = members.flatMap((member) => {
		const mark = member.day.ends[work]
		return mark === undefined ? [] : [{ member, mark }]
	})
	const planned = quiet.day.ends[work]
	if (atEnd.length < members.length || atEnd.length === 0 || planned === undefined) return []
	const hS = Math.round(planned.tS)
	const times = summary(atEnd.map(({ mark }) => mark.tS))
	return [
		...(times === null ? [] : [{ target: `s_to_${work}_end`, hS, ...times, asPlanned: planned.tS }]),
		...amounts.flatMap(({ target, zone, of }): ForecastTarget[] => {
			if (zone !== undefined || !TO_END.includes(target)) return []
			const s = summary(atEnd.map(({ member, mark }) => of(member, mark, mark.tS)))
			return s === null ? [] : [{ target: `${target}_to_${work}_end`, hS, ...s, asPlanned: of(quiet, planned, planned.tS) }]
		}),
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

export function ensembleBudgets(members: readonly MemberResult[], horizonsS: readonly number[]): readonly ForecastBudget[] {
	return horizonsS.flatMap((hS, h) => {
		const marks = members.map((member) => member.day.marks[h]!)
		const mean = (value: (mark: DayMark) => number) => marks.reduce((sum, mark) => sum + value(mark), 0) / marks.length
		const leftM = mean((mark) => mark.leftM)
		return (marks[0]?.modules ?? []).map((_, n) => {
			const kW = (term: keyof DayMark['modules'][number]) => mean((mark) => mark.modules[n]![term]) / hS / 1000
			return {
				zone: n + 1,
				hS,
				electricalKW: kW('electricalJ'),
				toWebKW: kW('webJ'),
				toGasKW: kW('gasJ'),
				toSlotsKW: kW('slotsJ'),
				toWallsKW: kW('wallsJ'),
				toCoolantKW: kW('coolantJ'),
				storedKW: kW('storedJ'),
				doseEqS: leftM > 0 ? mean((mark) => mark.moduleDoseSM[n]!) / leftM : 0,
			}
		})
	})
}

function sumTo(bins: Float64Array, hS: number): number {
	const end = Math.min(Math.round(hS / BIN_S), bins.length)
	let sum = 0
	for (let bin = 0; bin < end; bin++) sum += bins[bin]!
	return sum
}
