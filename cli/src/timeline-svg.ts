/** One row of states. A state lasts until the next; the last until the end. */
export interface StateRow {
	readonly name: string
	readonly states: readonly { readonly fromS: number; readonly state: string }[]
}

export interface Curve {
	readonly name: string
	readonly unit: string
	readonly max: number
	/** By exception: a value holds until the next. */
	readonly points: readonly { readonly tS: number; readonly value: number }[]
}

export interface Timeline {
	readonly title: string
	readonly endS: number
	readonly rows: readonly StateRow[]
	readonly curves: readonly Curve[]
	/** Upright lines with a word each. */
	readonly marks: readonly { readonly tS: number; readonly text: string }[]
}

const WIDTH = 1000
const LEFT = 92
const RIGHT = 16
const TOP = 52
const ROW = 26
const CURVE = 74
const GAP = 10

/** Running is green, on the way is light, waiting is blue and grey, aborted is red: as on the machine's stack light. */
const COLOURS: Readonly<Record<string, string>> = {
	Execute: '#7fb88a',
	Starting: '#cfe3d2',
	Unholding: '#cfe3d2',
	Unsuspending: '#cfe3d2',
	Resetting: '#dfe9e1',
	Idle: '#e6e6e6',
	Stopped: '#c9c9c9',
	Stopping: '#dcdcdc',
	Completed: '#c9c9c9',
	Completing: '#dcdcdc',
	Held: '#e3b878',
	Holding: '#f0d9b3',
	Suspended: '#8fb3d1',
	Suspending: '#c5d9e8',
	Aborted: '#cc6a5f',
	Aborting: '#e5aca5',
	Clearing: '#f0d3cf',
}

/** States of line and units over time with curves below, as an SVG of its own. */
export function timelineSvg(timeline: Timeline): string {
	const { endS, rows, curves, title, marks } = timeline
	const height = TOP + rows.length * ROW + curves.length * (CURVE + GAP) + 40
	const x = (tS: number) => LEFT + ((WIDTH - LEFT - RIGHT) * Math.max(0, Math.min(endS, tS))) / Math.max(1e-9, endS)
	const floor = TOP + rows.length * ROW
	const parts = [
		`<text x="${LEFT}" y="22" font-size="15" font-weight="600">${escaped(title)}</text>`,
		...rows.map((row, n) => rowSvg(row, TOP + n * ROW, x, endS)),
		...curves.map((curve, n) => curveSvg(curve, floor + GAP + n * (CURVE + GAP), x, endS)),
		...axisSvg(endS, height - 30, x),
		...marks.map(
			({ tS, text }) =>
				`<line x1="${one(x(tS))}" x2="${one(x(tS))}" y1="${TOP - 6}" y2="${height - 30}" stroke="#333" stroke-dasharray="2 3"/>` +
				`<text x="${one(x(tS) + 3)}" y="${TOP - 9}" fill="#333">${escaped(text)}</text>`,
		),
	]
	return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${height}" font-family="sans-serif" font-size="11" role="img" aria-label="${escaped(title)}">
<rect width="${WIDTH}" height="${height}" fill="#fff"/>
${parts.join('\n')}
</svg>
`
}

function rowSvg({ name, states }: StateRow, y: number, x: (tS: number) => number, endS: number): string {
	const boxes = states.map(({ fromS, state }, n) => {
		const from = x(fromS)
		const to = x(states[n + 1]?.fromS ?? endS)
		const wide = to - from
		const word = wide > 7 * state.length ? `<text x="${one(from + 4)}" y="${y + 15}">${escaped(state)}</text>` : ''
		const fill = COLOURS[state] ?? '#fff'
		return `<rect x="${one(from)}" y="${y}" width="${one(Math.max(0.5, wide))}" height="${ROW - 5}" fill="${fill}"><title>${escaped(`${name} ${state} from ${fromS.toFixed(1)} s`)}</title></rect>${word}`
	})
	return `<text x="${LEFT - 8}" y="${y + 15}" text-anchor="end">${escaped(name)}</text>${boxes.join('')}`
}

function curveSvg({ name, unit, max, points }: Curve, y: number, x: (tS: number) => number, endS: number): string {
	const level = (value: number) => y + CURVE - (CURVE * Math.max(0, Math.min(max, value))) / max
	const path = points.map(({ tS, value }, n) =>
		n === 0 ? `M${one(x(tS))} ${one(level(value))}` : `H${one(x(tS))}V${one(level(value))}`,
	)
	if (points.length > 0) path.push(`H${one(x(endS))}`)
	return [
		`<rect x="${LEFT}" y="${y}" width="${WIDTH - LEFT - RIGHT}" height="${CURVE}" fill="none" stroke="#ddd"/>`,
		`<text x="${LEFT - 8}" y="${y + 12}" text-anchor="end">${escaped(name)}</text>`,
		`<text x="${LEFT - 8}" y="${y + 26}" text-anchor="end" fill="#666">0..${max} ${escaped(unit)}</text>`,
		`<path d="${path.join('')}" fill="none" stroke="#24527a" stroke-width="1.5"/>`,
	].join('')
}

function axisSvg(endS: number, y: number, x: (tS: number) => number): readonly string[] {
	const step = [10, 30, 60, 120, 300, 600, 1800].find((s) => endS / s <= 12) ?? 3600
	const ticks = Array.from({ length: Math.floor(endS / step) + 1 }, (_, n) => n * step)
	return [
		...ticks.map(
			(tS) =>
				`<line x1="${one(x(tS))}" x2="${one(x(tS))}" y1="${y}" y2="${y + 4}" stroke="#666"/><text x="${one(x(tS))}" y="${y + 16}" text-anchor="middle" fill="#666">${tS}</text>`,
		),
		`<text x="${WIDTH - RIGHT}" y="${y + 28}" text-anchor="end" fill="#666">s of plant time</text>`,
	]
}

const one = (value: number): string => String(Math.round(value * 10) / 10)
const escaped = (text: string): string =>
	text.replace(/[&<>"]/g, (c) => ({ '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' })[c] ?? c)
