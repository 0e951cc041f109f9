import type { ForecastBudget, ForecastTarget } from '../port.ts'
import type { Day, DayMark } from './member-day.ts'
import { summary } from './quantiles.ts'
import { BIN_S } from './web-on-line.ts'

/** One member's day with what arrived at the scale in each bin, kg. */
export interface MemberResult {
	readonly day: Day
	readonly scaleKg: Float64Array
	readonly scaleGoodKg: Float64Array
}

/** Targets and budgets of all horizons over the ensemble. */
export function ensembleTargets(members: readonly MemberResult[], horizonsS: readonly number[]): readonly ForecastTarget[] {
	return horizonsS.flatMap((hS, h) => {
		const over = (target: string, value: (member: MemberResult, mark: DayMark) => number, zone?: number): ForecastTarget[] => {
			const s = summary(members.map((member) => value(member, member.day.marks[h]!)))
			return s === null ? [] : [{ target, ...(zone === undefined ? {} : { zone }), hS, ...s }]
		}
		const grams = (kg: Float64Array) => 1000 * sumTo(kg, hS)
		const modules = members[0]?.day.marks[h]?.modules ?? []
		return [
			...over('grams', (m) => grams(m.scaleKg)),
			...over('good_grams', (m) => grams(m.scaleGoodKg)),
			...over('g_per_h', (m) => (grams(m.scaleKg) * 3600) / hS),
			...over('metres', (_, mark) => mark.metres),
			...over('scrap_m', (_, mark) => mark.scrapM),
			...over('kWh', (_, mark) => mark.lineJ / 3.6e6),
			...modules.flatMap((_, n) => over('kWh', (_m, mark) => mark.modules[n]!.electricalJ / 3.6e6, n + 1)),
			...over('water_L', (_, mark) => mark.waterM3 * 1000),
			// Unknown (NaN, left out) for a member in which no web leaves heating.
			...over('peak_K', (_, mark) => mark.peakKM / mark.leftM),
			...over('dose_eq_s', (_, mark) => mark.doseSM / mark.leftM),
		]
	})
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
