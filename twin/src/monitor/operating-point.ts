import type { LineConfig } from '@emberline/line-config'
import type { DiagnosisView } from './diagnosis-view.ts'

/** Recipe and set-points that the line runs at. Plain JSON. */
export interface SetPoint {
	readonly recipe: string
	readonly values: readonly (number | null)[]
}

export const NO_POINT: SetPoint = { recipe: '', values: [] }

/** Set-points nearer than this are the same: a share, or K for temperatures, whose share of what they are counts for little. */
const SAME_SHARE = 0.02
const SAME_K = 3

/** Set-points as they are now. */
export function pointOf(view: DiagnosisView, { stations: { heating, drying } }: LineConfig): SetPoint {
	const tags = [
		'Line/Status/MachSpeed',
		'Feed/Screw/SpeedSetpoint',
		'Quench/Gas/FlowSetpoint',
		'Wash/FreshWater/FlowSetpoint',
		'Heating/Pyrometer/EmissivitySetting',
		...heating.modules.map((_, i) => `Heating/Zone${i + 1}/EmitterSetpoint`),
		...drying.airTemperatureK.map((_, i) => `Drying/Zone${i + 1}/AirTemperatureSetpoint`),
	]
	return { recipe: view.recipe, values: tags.map((tag) => view.number(tag) ?? null) }
}

/** Whether what is usual at one is so at the other. What is not known is taken for the same. */
export function sameSetPoints(a: SetPoint, b: SetPoint): boolean {
	if (a.recipe !== b.recipe) return false
	return a.values.every((x, n) => {
		const y = b.values[n] ?? null
		return x === null || y === null || Math.abs(x - y) <= Math.min(SAME_SHARE * Math.abs(x), SAME_K)
	})
}
