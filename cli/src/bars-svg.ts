/** Groups of bars side by side, as an SVG of its own. */
export interface Bars {
	readonly title: string
	readonly unit: string
	readonly series: readonly { readonly name: string; readonly colour: string }[]
	/** A value for each series. */
	readonly groups: readonly { readonly name: string; readonly values: readonly number[] }[]
}

const WIDTH = 720
const HEIGHT = 300
const LEFT = 56
const FLOOR = 250
const TOP = 60

export function barsSvg({ title, unit, series, groups }: Bars): string {
	const most = Math.max(1e-9, ...groups.flatMap(({ values }) => values))
	const step = [0.1, 0.2, 0.5, 1, 2, 5].find((s) => most / s <= 6) ?? 10
	const top = step * Math.ceil(most / step)
	const y = (value: number) => FLOOR - ((FLOOR - TOP) * value) / top
	const groupWidth = (WIDTH - LEFT - 16) / groups.length
	const barWidth = (0.7 * groupWidth) / series.length
	const lines = Array.from({ length: Math.round(top / step) + 1 }, (_, n) => n * step).map(
		(value) =>
			`<line x1="${LEFT}" x2="${WIDTH - 16}" y1="${y(value).toFixed(1)}" y2="${y(value).toFixed(1)}" stroke="#e4e4e4"/><text x="${LEFT - 6}" y="${(y(value) + 4).toFixed(1)}" text-anchor="end" fill="#666">${value.toFixed(1)}</text>`,
	)
	const bars = groups.flatMap(({ name, values }, g) => {
		const from = LEFT + g * groupWidth + 0.15 * groupWidth
		return [
			`<text x="${(LEFT + (g + 0.5) * groupWidth).toFixed(1)}" y="${FLOOR + 18}" text-anchor="middle">${name}</text>`,
			...values.map((value, n) => {
				const x = from + n * barWidth
				return `<rect x="${x.toFixed(1)}" y="${y(value).toFixed(1)}" width="${(barWidth - 3).toFixed(1)}" height="${(FLOOR - y(value)).toFixed(1)}" fill="${series[n]?.colour ?? '#999'}"/><text x="${(x + barWidth / 2 - 1.5).toFixed(1)}" y="${(y(value) - 4).toFixed(1)}" text-anchor="middle">${value.toFixed(2)}</text>`
			}),
		]
	})
	const legend = series.map(
		({ name, colour }, n) =>
			`<rect x="${LEFT + n * 210}" y="34" width="10" height="10" fill="${colour}"/><text x="${LEFT + n * 210 + 15}" y="43">${name}</text>`,
	)
	return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${HEIGHT}" font-family="sans-serif" font-size="11" role="img" aria-label="${title}">
<rect width="${WIDTH}" height="${HEIGHT}" fill="#fff"/>
<text x="${LEFT}" y="22" font-size="15" font-weight="600">${title}</text>
<text x="${LEFT - 6}" y="${TOP - 10}" text-anchor="end" fill="#666">${unit}</text>
${[...lines, ...bars, ...legend].join('\n')}
</svg>
`
}
