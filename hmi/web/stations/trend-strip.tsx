import type { TrendCourse, TrendPen } from '@emberline/hmi/contract'
import { useTexts } from '../alarms/language.ts'
import { figure } from '../words/figures.ts'
import { usePlantNames } from '../words/plant-names.ts'
import { useSettings } from '../words/settings.ts'
import { TEXTS } from '../words/texts.ts'
import { shownIn, unitName } from '../words/units.ts'
import { type Courses, useCourses } from './courses.ts'

const HOUR_MS = 3_600_000
const POINTS = 120
const EVERY_MS = 15_000
const HEIGHT = 40
const PAD = 4

/** The last hour of the values that tell most of a station: a band for the normal range, gaps as gaps, the last value to the right. */
export function TrendStrip({ pens }: { readonly pens: readonly TrendPen[] }) {
	const text = useTexts(TEXTS)
	const found = useCourses({
		series: pens.map(({ series }) => series),
		points: POINTS,
		everyMs: EVERY_MS,
		span: { lastMs: HOUR_MS },
	})
	if (found.refusal === 'no-history') return <p className="empty">{text('no-history')}</p>
	return (
		<ul className="trend-strip">
			{pens.map((pen) => (
				<li key={pen.series}>
					<Strip pen={pen} found={found} />
				</li>
			))}
		</ul>
	)
}

function Strip({ pen, found }: { readonly pen: TrendPen; readonly found: Courses }) {
	const name = usePlantNames()
	useSettings()
	const course = found.courses.find(({ series }) => series === pen.series)
	const last = course?.mean.findLast((x) => x !== null) ?? Number.NaN
	const y = verticalOf(course, pen)
	const label = pen.label.includes('/') ? wordsOfTag(pen.label) : name(pen.label)
	return (
		<>
			<span className="strip-label">{label}</span>
			<svg className="sparkline" viewBox={`0 0 ${POINTS} ${HEIGHT}`} preserveAspectRatio="none" aria-hidden="true">
				{pen.normal !== undefined && (
					<rect
						className="spark-band"
						x="0"
						width={POINTS}
						y={y(pen.normal[1])}
						height={Math.max(0, y(pen.normal[0]) - y(pen.normal[1]))}
					/>
				)}
				<path className="spark-line" vectorEffect="non-scaling-stroke" d={pathOf(course, found, y)} />
			</svg>
			<span className="strip-value">
				{figure(shownIn(last, pen.unit), pen.decimals)} <span className="unit">{unitName(pen.unit)}</span>
			</span>
		</>
	)
}

/** `Heating/Zone1/EmitterTemperature` as words that a line may break between: its station stands above. */
function wordsOfTag(tag: string): string {
	return tag
		.slice(tag.indexOf('/') + 1)
		.replace('/', ' ')
		.replace(/([a-z0-9])([A-Z])/g, '$1 $2')
}

function verticalOf(course: TrendCourse | undefined, { normal }: TrendPen): (x: number) => number {
	const all = [...(course?.min ?? []), ...(course?.max ?? [])].filter((x) => x !== null)
	let low = Math.min(...all, ...(normal ?? []))
	let high = Math.max(...all, ...(normal ?? []))
	if (!Number.isFinite(low)) [low, high] = [0, 1]
	// A value that stands still is a line in the middle, and not its noise made large.
	const span = 1.2 * Math.max(high - low, 0.01 * Math.abs(high), 1e-9)
	const middle = (low + high) / 2
	return (x) => HEIGHT - PAD - ((x - middle + span / 2) / span) * (HEIGHT - 2 * PAD)
}

/** Through the least and greatest of each step, so that no spike is lost. */
function pathOf(course: TrendCourse | undefined, { fromMs, toMs }: Courses, y: (x: number) => number): string {
	if (course === undefined || toMs <= fromMs) return ''
	let path = ''
	let pen = false
	course.tMs.forEach((tMs, k) => {
		const low = course.min[k] ?? null
		const high = course.max[k] ?? null
		if (low !== null && high !== null) {
			const x = ((POINTS * (tMs - fromMs)) / (toMs - fromMs)).toFixed(1)
			path += `${pen ? 'L' : 'M'}${x} ${y(low).toFixed(1)}L${x} ${y(high).toFixed(1)}`
		}
		pen = low !== null
	})
	return path
}
