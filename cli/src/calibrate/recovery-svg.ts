import type { ParameterSetVersion } from '@emberline/line-config'

const WIDTH = 860
const LEFT = 190
const RIGHT = 250
const ROW = 19
const SPAN = 3

/** One row: an interval and a mark on a scale of standard deviations. */
interface Row {
	readonly name: string
	readonly low: number
	readonly high: number
	readonly at: number
	readonly mark: number | null
	readonly text: string
}

/**
 * What a log told of each parameter: its 95 % interval on the scale of what was thought beforehand, and beneath, where the truth is known, how
 * far that is from what was found, in standard deviations.
 */
export function recoverySvg(title: string, one: ParameterSetVersion, truth: ReadonlyMap<string, number> | null): string {
	const known = one.parameters.map(({ name, unit, value, sd, prior_value, prior_sd, low95, high95, resolved }): Row => {
		const scaled = (x: number) => (x - prior_value) / prior_sd
		return {
			name,
			low: scaled(low95 ?? value - 1.96 * sd),
			high: scaled(high95 ?? value + 1.96 * sd),
			at: scaled(value),
			mark: null,
			text: `${figure(value)} ± ${figure(sd)} ${unit === '1' ? '' : unit}${resolved ? '' : '  (not resolved)'}`,
		}
	})
	const recovered = one.told.flatMap(({ param, unit, value, sd }): Row[] => {
		const real = truth?.get(param)
		if (real === undefined) return []
		return [
			{
				name: param,
				low: -1.96,
				high: 1.96,
				at: 0,
				mark: (real - value) / sd,
				text: `${figure(value)} ± ${figure(sd)}, truth ${figure(real)} ${unit === '1' ? '' : unit}`,
			},
		]
	})
	const first = panel(58, '95 % interval; grey: what was thought beforehand, in its own sd', known)
	const second =
		recovered.length === 0
			? { svg: '', bottom: first.bottom }
			: panel(first.bottom + 46, 'Truth (red) beside the 95 % interval that was found, in its sd', recovered)
	return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${second.bottom + 20}" font-family="sans-serif" font-size="11" role="img" aria-label="${title}">
<rect width="${WIDTH}" height="${second.bottom + 20}" fill="#fff"/>
<text x="16" y="24" font-size="15" font-weight="600">${title}</text>
${first.svg}
${second.svg}
</svg>
`
}

function panel(top: number, title: string, rows: readonly Row[]): { readonly svg: string; readonly bottom: number } {
	const bottom = top + rows.length * ROW
	const x = (sd: number) => LEFT + ((Math.max(-SPAN, Math.min(SPAN, sd)) + SPAN) / (2 * SPAN)) * (WIDTH - LEFT - RIGHT)
	const rect = (from: number, to: number, y: number, height: number, fill: string) =>
		`<rect x="${x(from).toFixed(1)}" y="${y.toFixed(1)}" width="${Math.max(1, x(to) - x(from)).toFixed(1)}" height="${height}" fill="${fill}"/>`
	const lines = rows.map(({ name, low, high, at, mark, text }, n) => {
		const y = top + n * ROW
		return [
			`<text x="${LEFT - 8}" y="${y + 12}" text-anchor="end">${name}</text>`,
			rect(-1.96, 1.96, y + 3, 10, '#ececec'),
			rect(low, high, y + 5, 6, '#8fb3d9'),
			`<circle cx="${x(at).toFixed(1)}" cy="${y + 8}" r="3" fill="#1f5fa8"/>`,
			mark === null ? '' : `<path d="M${x(mark).toFixed(1)} ${y + 1}v14" stroke="#c0392b" stroke-width="2"/>`,
			`<text x="${WIDTH - RIGHT + 10}" y="${y + 12}" fill="#444">${text}</text>`,
		].join('')
	})
	const ticks = [-2, -1, 0, 1, 2].map(
		(sd) =>
			`<text x="${x(sd).toFixed(1)}" y="${bottom + 13}" text-anchor="middle" fill="#666">${sd}</text><path d="M${x(sd).toFixed(1)} ${top}V${bottom}" stroke="#ddd"/>`,
	)
	return {
		svg: `<text x="${LEFT}" y="${top - 8}" fill="#444">${title}</text>${ticks.join('')}${lines.join('\n')}`,
		bottom: bottom + 16,
	}
}

const figure = (value: number): string => String(Number(value.toPrecision(4)))
