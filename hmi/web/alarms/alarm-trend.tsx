import { type AlarmRecord, TREND_MAX_MS, type TrendPen } from '@emberline/hmi/contract'
import { goTo } from '../frame/display.ts'
import { useLine } from '../screen.ts'
import { type Courses, useCourses } from '../stations/courses.ts'
import { clock, decimalsFor, figure } from '../words/figures.ts'
import { useSettings } from '../words/settings.ts'
import { shownIn, unitName } from '../words/units.ts'
import { useTexts } from './language.ts'
import { TEXTS } from './texts.ts'

const MINUTE_MS = 60_000
const BEFORE_MS = 5 * MINUTE_MS
/** Longest course that stays readable; of an older alarm its beginning is shown. */
const MOST_MS = 60 * MINUTE_MS
const EVERY_MS = 5000
const POINTS = 240
const WIDTH = 480
const HEIGHT = 120
const PAD = 6

/** The value that an alarm is about, from five minutes before it began, with the limit that it passed. Nothing where the value has no course. */
export function AlarmTrend({ alarm }: { readonly alarm: AlarmRecord }) {
	const pen = useLine((line) => line.display?.pens?.find(({ series }) => series === alarm.tag))
	return pen === undefined ? null : <Course alarm={alarm} pen={pen} />
}

function Course({ alarm, pen }: { readonly alarm: AlarmRecord; readonly pen: TrendPen }) {
	const text = useTexts(TEXTS)
	useSettings()
	const fromMs = alarm.sinceMs - BEFORE_MS
	// Whole minutes, so that the question stays the same one in between.
	const nowMs = useLine((line) => Math.ceil((line.states?.tMs ?? alarm.sinceMs) / MINUTE_MS) * MINUTE_MS)
	const toMs = Math.min(Math.max(nowMs, alarm.sinceMs + MINUTE_MS), fromMs + MOST_MS)
	const found = useCourses({ series: [pen.series], points: POINTS, everyMs: EVERY_MS, span: { fromMs, toMs } })
	const [course] = found.courses
	if (course === undefined) return null
	const all = [...course.min, ...course.max, alarm.limit].filter((v) => v !== null)
	const [low, high] = [Math.min(...all), Math.max(...all)]
	const span = 1.2 * Math.max(high - low, 0.01 * Math.abs(high), 1e-9)
	const y = (v: number) => HEIGHT - PAD - ((v - (low + high) / 2 + span / 2) / span) * (HEIGHT - 2 * PAD)
	const x = (ms: number) => ((ms - found.fromMs) / Math.max(1, found.toMs - found.fromMs)) * WIDTH
	const shown = (v: number) => `${figure(shownIn(v, pen.unit), decimalsFor(v))} ${unitName(pen.unit)}`
	const minutes = Math.max(5, Math.round((toMs - fromMs) / MINUTE_MS))
	const spans = [5, 30, 60]
	const asked = spans.find((one) => one >= minutes) ?? 60
	return (
		<figure className="alarm-trend">
			<figcaption>
				<span>{text('course')}</span>
				<span className="quiet">
					{shown(low)} – {shown(high)}
				</span>
			</figcaption>
			<svg
				viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
				preserveAspectRatio="none"
				role="img"
				aria-label={`${text('course')}: ${pen.series}`}
			>
				<line className="trend-begin" x1={x(alarm.sinceMs)} x2={x(alarm.sinceMs)} y1="0" y2={HEIGHT} />
				{alarm.limit !== null && <line className="trend-limit" x1="0" x2={WIDTH} y1={y(alarm.limit)} y2={y(alarm.limit)} />}
				<path className="spark-line" vectorEffect="non-scaling-stroke" d={pathOf(found, x, y)} />
			</svg>
			<div className="alarm-trend-foot">
				<span>{clock(found.fromMs)}</span>
				<span>
					{text('begins')} {clock(alarm.sinceMs)}
				</span>
				<span>{clock(found.toMs)}</span>
				<button
					type="button"
					className="plain-button"
					onClick={() => goTo('trends', `${asked}@${Math.min(fromMs + asked * MINUTE_MS, fromMs + TREND_MAX_MS)}:${pen.series}`)}
				>
					{text('open-trend')}
				</button>
			</div>
		</figure>
	)
}

/** Through least and greatest of each step, so that no spike is lost; a gap is a gap. */
function pathOf({ courses }: Courses, x: (ms: number) => number, y: (v: number) => number): string {
	let path = ''
	let pen = false
	const [course] = courses
	course?.tMs.forEach((tMs, k) => {
		const [least, most] = [course.min[k] ?? null, course.max[k] ?? null]
		if (least !== null && most !== null) {
			const at = x(tMs).toFixed(1)
			path += `${pen ? 'L' : 'M'}${at} ${y(least).toFixed(1)}L${at} ${y(most).toFixed(1)}`
		}
		pen = least !== null
	})
	return path
}
