import type { Indicator } from '@emberline/hmi/contract'
import { type RefObject, useRef, useState } from 'react'
import { useTexts } from '../alarms/language.ts'
import { type Shown, shownOf, shownTag, type ValueState } from '../line/value-state.ts'
import { usePainter, useScreen } from '../screen.ts'
import { figure, MISSING, staleAge } from '../words/figures.ts'
import { usePlantNames } from '../words/plant-names.ts'
import { useReasons } from '../words/reasons.ts'
import { useSettings } from '../words/settings.ts'
import { TEXTS } from '../words/texts.ts'
import { shownIn, unitName } from '../words/units.ts'
import { AlarmMark, type AlarmPriority } from './alarm-mark.tsx'
import { write } from './figure.tsx'
import { QualityMark } from './quality-mark.tsx'

interface Props {
	readonly indicator: Indicator
	readonly alarm: AlarmPriority | null
}

/** Name, value and unit over a track with its normal range, limits, set-point and value. */
export function AnalogIndicator({ indicator, alarm }: Props) {
	const { store } = useScreen()
	const text = useTexts(TEXTS)
	const reasons = useReasons()
	const label = usePlantNames()(indicator.label)
	useSettings()
	const [state, setState] = useState<ValueState>('bad')
	const whole = useRef<HTMLDivElement>(null)
	const value = useRef<HTMLSpanElement>(null)
	const note = useRef<HTMLSpanElement>(null)
	const mark = useRef<SVGSVGElement>(null)
	const setpoint = useRef<SVGLineElement>(null)
	usePainter({
		marks(nowMs) {
			const shown = shownOf(store, indicator.source, nowMs)
			setState(shown.state)
			placeMark(mark.current, indicator, shown.value)
			if (indicator.setpointTag === undefined) return
			const set = shownTag(store, store.indexOf(indicator.setpointTag), nowMs).value
			placeLine(setpoint.current, Number.isNaN(set) ? null : fractionOf(indicator, set))
		},
		figures(nowMs) {
			const found = shownOf(store, indicator.source, nowMs)
			const shown = { ...found, reason: reasons(found.reason) }
			const words = valueText(shown, indicator)
			write(value.current, words)
			write(note.current, noteText(shown, text))
			if (note.current !== null) note.current.title = shown.reason
			const set =
				indicator.setpointTag === undefined ? Number.NaN : shownTag(store, store.indexOf(indicator.setpointTag), nowMs).value
			const says = spoken({ indicator, label, shown, words, set, text })
			if (whole.current !== null && whole.current.ariaLabel !== says) whole.current.ariaLabel = says
		},
	})
	return (
		<div ref={whole} className={`indicator is-${state}`} role="img">
			<span className="indicator-label">{label}</span>
			<span className="indicator-value">
				{alarm !== null && <AlarmMark priority={alarm} />}
				<QualityMark state={state} />
				<span ref={value} className="value" />
				<span className="unit">{isDifference(indicator) ? indicator.unit : unitName(indicator.unit)}</span>
			</span>
			<span className="indicator-track">
				<Track indicator={indicator} state={state} markRef={mark} setpointRef={setpoint} />
				<span ref={note} className="indicator-note" />
			</span>
		</div>
	)
}

function Track(p: {
	readonly indicator: Indicator
	readonly state: ValueState
	readonly markRef: RefObject<SVGSVGElement | null>
	readonly setpointRef: RefObject<SVGLineElement | null>
}) {
	const { normal, low, high } = p.indicator
	const at = (x: number) => `${100 * Math.min(1, Math.max(0, fractionOf(p.indicator, x)))}%`
	return (
		<svg className="track" aria-hidden="true">
			<rect className="track-scale" x="0" y="6" width="100%" height="12" />
			{normal && (
				<>
					<rect className="track-band" x={at(normal[0])} y="6" width={widthOf(p.indicator, normal)} height="12" />
					<line className="track-edge" x1={at(normal[0])} x2={at(normal[0])} y1="6" y2="18" />
					<line className="track-edge" x1={at(normal[1])} x2={at(normal[1])} y1="6" y2="18" />
				</>
			)}
			{[low, high].map(
				(limit) =>
					limit !== undefined && <line key={limit} className="track-limit" x1={at(limit)} x2={at(limit)} y1="1" y2="8" />,
			)}
			{p.indicator.setpointTag !== undefined && <line ref={p.setpointRef} className="track-setpoint" y1="0" y2="24" />}
			{p.state !== 'bad' && (
				<svg ref={p.markRef} className="track-mark" overflow="visible" aria-hidden="true">
					<rect className="mark-on" x="-3" y="4" width="6" height="16" />
					<path className="mark-below" d="M0 12 9 4v16Z" />
					<path className="mark-above" d="M0 12-9 4v16Z" />
				</svg>
			)}
		</svg>
	)
}

function fractionOf({ scale: [low, high] }: Indicator, x: number): number {
	return high > low ? (x - low) / (high - low) : 0.5
}

function widthOf(indicator: Indicator, [low, high]: readonly [number, number]): string {
	const clamp = (x: number) => Math.min(1, Math.max(0, fractionOf(indicator, x)))
	return `${100 * (clamp(high) - clamp(low))}%`
}

/** The mark stands at the value, or as an arrow at the end that the value is beyond. */
function placeMark(mark: SVGSVGElement | null, indicator: Indicator, value: number): void {
	if (mark === null) return
	const fraction = fractionOf(indicator, value)
	const where = Number.isNaN(value) ? 'none' : fraction < 0 ? 'below' : fraction > 1 ? 'above' : 'on'
	if (mark.dataset.where !== where) mark.dataset.where = where
	if (where === 'none') return
	const x = `${(100 * Math.min(1, Math.max(0, fraction))).toFixed(2)}%`
	if (mark.getAttribute('x') !== x) mark.setAttribute('x', x)
}

function placeLine(line: SVGLineElement | null, fraction: number | null): void {
	if (line === null) return
	const x = fraction === null || fraction < 0 || fraction > 1 ? '-10%' : `${(100 * fraction).toFixed(2)}%`
	if (line.getAttribute('x1') === x) return
	line.setAttribute('x1', x)
	line.setAttribute('x2', x)
}

const isDifference = ({ source }: Indicator): boolean => 'deviations' in source

/** A number of the indicator in the unit that the screen is set to. */
const shownOn = (indicator: Indicator, x: number): number => (isDifference(indicator) ? x : shownIn(x, indicator.unit))

function valueText(shown: Shown, indicator: Indicator): string {
	if (Number.isNaN(shown.value)) return MISSING
	const { decimals } = indicator
	const text = figure(shownOn(indicator, shown.value), decimals)
	if (!shown.estimated) return text
	return Number.isNaN(shown.sd) ? `~${text}` : `~${text} \u00b1${figure(2 * shown.sd, decimals)}`
}

type Texts = (key: keyof typeof TEXTS) => string

function noteText(shown: Shown, text: Texts): string {
	if (shown.state === 'good') return ''
	// The first words say what; the rest stands in the header, in the title and in what is spoken.
	return shown.state === 'stale' ? `${text('stale')} ${staleAge(shown.ageMs)}`.trim() : (shown.reason.split(/[:：]/, 1)[0] ?? '')
}

/** What a screen reader says of it. */
function spoken(p: {
	readonly indicator: Indicator
	readonly label: string
	readonly shown: Shown
	/** The value as it is written. */
	readonly words: string
	readonly set: number
	readonly text: Texts
}): string {
	const { indicator, shown, words, set, text } = p
	const unit = isDifference(indicator) ? indicator.unit : unitName(indicator.unit)
	const parts = [`${p.label} ${words === MISSING ? text('no-value') : words} ${unit}`]
	if (shown.estimated) parts.push(text('estimated'))
	if (shown.state !== 'good') parts.push(shown.state === 'stale' ? noteText(shown, text) : shown.reason)
	if (indicator.normal) {
		const [low, high] = indicator.normal.map((x) => Number(shownOn(indicator, x).toPrecision(6)))
		parts.push(`${text('normal')} ${low} ${text('to')} ${high}`)
	}
	if (!Number.isNaN(set)) parts.push(`${text('set-point')} ${figure(shownOn(indicator, set), indicator.decimals)}`)
	return parts.join(', ')
}
