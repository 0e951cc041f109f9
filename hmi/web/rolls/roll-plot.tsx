import { ROLL_NAMES, type RollFlag, type RollLaneName, type RollMap, type RollSpan } from '@emberline/hmi/contract'
import { type KeyboardEvent, type PointerEvent, type ReactNode, useRef } from 'react'
import { useTexts } from '../alarms/language.ts'
import { usePlotSize } from '../elements/plot-size.ts'
import { useLine, usePainter, useScreen } from '../screen.ts'
import { figure } from '../words/figures.ts'
import { shownIn, unitName } from '../words/units.ts'
import { LANES, outsideRuns, type Range, type Recipes, runsOf, scaleOf, windowsOf } from './lanes.ts'
import { FLAG_TEXTS, LANE_TEXTS, ROLL_TEXTS } from './texts.ts'

const SHOWN_LANES: readonly RollLaneName[] = [
	'speed_mm_s',
	'areal_g_m2',
	'moisture_pct',
	'peak_K',
	'dose_eq_s',
	'quench_rate_K_s',
	'size_nm',
	'nacl_wtpct',
]
const SHOWN_FLAGS: readonly RollFlag[] = ['reject', 'over_dosed', 'stop', 'splice']
const LEFT = 138
const RIGHT = 62
const ROW = 22
const NAME_ROW = 24
const AXIS = 26
const LEAST_LANE = 36
const GAP = 8
/** A name is written where it has this much room for each of its letters [px]. */
const LETTER = 8.5
const MARK_STEPS = [0.1, 0.2, 0.5, 1, 2, 5, 10, 20, 50, 100, 200, 500, 1000]

interface Props {
	readonly map: RollMap
	readonly recipes: Recipes
	readonly piece: RollSpan | null
	readonly label: string
	/** A piece was chosen, or the chosen one made longer. */
	readonly choose: (piece: RollSpan) => void
	readonly extends: boolean
}

/** The web by the metre: what it is made of, what happened to it, and each quantity with its window. Grey is inside, hatched is outside. */
export function RollPlot(p: Props) {
	const { map, piece } = p
	const box = useRef<HTMLDivElement>(null)
	const { width, height } = usePlotSize(box)
	const plotPx = Math.max(10, width - LEFT - RIGHT)
	const x = (m: number) => LEFT + ((m - map.fromM) / (map.toM - map.fromM)) * plotPx
	const fixed = NAME_ROW * ROLL_NAMES.length + ROW * (SHOWN_FLAGS.length + 3) + AXIS
	const lanePx = Math.max(LEAST_LANE, Math.floor((height - fixed) / SHOWN_LANES.length))
	const lanesTop = NAME_ROW * ROLL_NAMES.length + ROW * (SHOWN_FLAGS.length + 1)
	const lanesEnd = lanesTop + lanePx * SHOWN_LANES.length
	const total = lanesEnd + 2 * ROW + AXIS

	/** The step around a metre. */
	const stepAt = (m: number): RollSpan => {
		const k = Math.min(map.known.length - 1, Math.max(0, Math.floor((m - map.fromM) / map.stepM)))
		return { fromM: map.fromM + k * map.stepM, toM: map.fromM + (k + 1) * map.stepM }
	}
	const take = (step: RollSpan, extend: boolean): void =>
		p.choose(extend && piece !== null ? { fromM: Math.min(piece.fromM, step.fromM), toM: Math.max(piece.toM, step.toM) } : step)
	const onPointer = (event: PointerEvent<HTMLDivElement>): void => {
		const rect = event.currentTarget.getBoundingClientRect()
		const at = event.clientX - rect.left - LEFT
		if (at < 0 || at > plotPx) return
		take(stepAt(map.fromM + (at / plotPx) * (map.toM - map.fromM)), p.extends || event.shiftKey)
	}
	const onKey = (event: KeyboardEvent): void => {
		const by = event.key === 'ArrowRight' ? 1 : event.key === 'ArrowLeft' ? -1 : 0
		if (by === 0) return
		event.preventDefault()
		const end = by > 0 ? (piece?.toM ?? map.toM) : (piece?.fromM ?? map.toM)
		take(stepAt(piece === null ? map.toM - map.stepM : end + (by * map.stepM) / 2), event.shiftKey)
	}
	return (
		<div
			ref={box}
			className="roll-plot"
			role="img"
			aria-label={p.label}
			// biome-ignore lint/a11y/noNoninteractiveTabindex: arrow keys move the chosen piece
			tabIndex={0}
			onPointerDown={onPointer}
			onKeyDown={onKey}
		>
			{width > 0 && (
				<svg width={width} height={total} aria-hidden="true">
					<defs>
						<pattern id="outside" width="7" height="7" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">
							<path className="outside-stroke" d="M0 0V7" />
						</pattern>
						<pattern id="under-way" width="10" height="10" patternUnits="userSpaceOnUse">
							<circle className="under-way-dot" cx="5" cy="5" r="1" />
						</pattern>
						<clipPath id="plot-clip">
							<rect x={LEFT} y={0} width={plotPx} height={total} />
						</clipPath>
					</defs>
					<Names map={map} x={x} />
					<Flags map={map} x={x} top={NAME_ROW * ROLL_NAMES.length} plotPx={plotPx} />
					{SHOWN_LANES.map((lane, k) => (
						<Lane
							key={lane}
							map={map}
							lane={lane}
							recipes={p.recipes}
							x={x}
							plotPx={plotPx}
							top={lanesTop + k * lanePx}
							height={lanePx - GAP}
						/>
					))}
					<Containers map={map} x={x} top={lanesEnd} plotPx={plotPx} />
					<Stations map={map} plotPx={plotPx} top={lanesEnd + ROW} lanesTop={lanesTop} lanesEnd={lanesEnd} />
					<Axis map={map} x={x} plotPx={plotPx} y={lanesEnd + 2 * ROW} />
					{piece !== null && (
						<rect
							className="chosen-piece"
							clipPath="url(#plot-clip)"
							x={x(piece.fromM) - 1}
							y={1}
							width={Math.max(4, x(piece.toM) - x(piece.fromM) + 2)}
							height={lanesEnd + 2 * ROW - 2}
						/>
					)}
				</svg>
			)}
		</div>
	)
}

type Scale = (m: number) => number

function RowLabel({ y, children }: { readonly y: number; readonly children: ReactNode }) {
	return (
		<text className="row-label" x={0} y={y}>
			{children}
		</text>
	)
}

/** A span in its row, with its name where there is room. */
function Bar(p: {
	readonly x: Scale
	readonly span: RollSpan
	readonly top: number
	readonly height: number
	readonly name: string
}) {
	const from = Math.max(LEFT, p.x(p.span.fromM))
	const width = p.x(p.span.toM) - from
	if (width <= 0) return null
	return (
		<g>
			<rect className="span-bar" clipPath="url(#plot-clip)" x={from} y={p.top} width={Math.max(2, width)} height={p.height} />
			{width > p.name.length * LETTER + 8 && (
				<text className="span-name" x={from + 4} y={p.top + p.height - 5}>
					{p.name}
				</text>
			)}
		</g>
	)
}

function Names({ map, x }: { readonly map: RollMap; readonly x: Scale }) {
	const text = useTexts(ROLL_TEXTS)
	return ROLL_NAMES.map((kind, row) => (
		<g key={kind}>
			<RowLabel y={row * NAME_ROW + 17}>{text(kind)}</RowLabel>
			{map.names[kind].map((one) => (
				<Bar key={one.fromM} x={x} span={one} top={row * NAME_ROW} height={NAME_ROW - 2} name={one.name} />
			))}
		</g>
	))
}

/** Scrap, over-dose, stands, splices: a solid mark where web carries them; notes below. */
function Flags(p: { readonly map: RollMap; readonly x: Scale; readonly top: number; readonly plotPx: number }) {
	const text = useTexts(ROLL_TEXTS)
	const flag = useTexts(FLAG_TEXTS)
	const { map, x, top } = p
	return (
		<>
			{SHOWN_FLAGS.map((name, row) => (
				<g key={name}>
					<RowLabel y={top + row * ROW + 16}>{flag(name)}</RowLabel>
					<rect className="flag-row" x={LEFT} y={top + row * ROW} width={p.plotPx} height={ROW - 4} />
					{runsOf(map.known.length, (k) => (map.flags[name][k] ?? 0) > 0).map(([from, to]) => (
						<rect
							key={from}
							className={`flag-mark flag-${name}`}
							clipPath="url(#plot-clip)"
							x={x(map.fromM + from * map.stepM) - 1}
							y={top + row * ROW}
							width={Math.max(3, ((to - from) / map.known.length) * p.plotPx)}
							height={ROW - 4}
						/>
					))}
				</g>
			))}
			<RowLabel y={top + SHOWN_FLAGS.length * ROW + 16}>{text('notes')}</RowLabel>
			{map.marks.map((mark) => (
				<Bar
					key={`${mark.fromM} ${mark.atMs}`}
					x={x}
					span={mark}
					top={top + SHOWN_FLAGS.length * ROW}
					height={ROW - 4}
					name={mark.reason}
				/>
			))}
		</>
	)
}

function Lane(p: {
	readonly map: RollMap
	readonly lane: RollLaneName
	readonly recipes: Recipes
	readonly x: Scale
	readonly plotPx: number
	readonly top: number
	readonly height: number
}) {
	const name = useTexts(LANE_TEXTS)
	const { map, lane, top, height } = p
	const { unit, decimals } = LANES[lane]
	const windows = windowsOf(map, lane, p.recipes)
	const scale = scaleOf(map, lane, windows)
	const stepPx = p.plotPx / map.known.length
	const at = (k: number) => LEFT + k * stepPx
	const y = (v: number) => (scale === null ? top : top + height - ((v - scale[0]) / (scale[1] - scale[0])) * height)
	const seen = runsOf(map.known.length, (k) => map.lanes[lane].mean[k] !== null && map.lanes[lane].mean[k] !== undefined)
	return (
		<g>
			<RowLabel y={top + height / 2 + 5}>
				{name(lane)} {unitName(unit)}
			</RowLabel>
			{seen.map(([from, to]) => (
				<rect key={from} className="lane-seen" x={at(from)} y={top} width={(to - from) * stepPx} height={height} />
			))}
			{bandRuns(windows).map(([from, to, [low, high]]) => (
				<rect
					key={from}
					className="lane-band"
					x={at(from)}
					y={Math.max(top, y(high))}
					width={(to - from) * stepPx}
					height={Math.max(0, Math.min(top + height, y(low)) - Math.max(top, y(high)))}
				/>
			))}
			{seen.map(([from, to]) => (
				<path key={from} className="lane-range" d={areaPath(map, lane, from, to, at, y, stepPx)} />
			))}
			{outsideRuns(map, lane, windows).map(([from, to]) => (
				<rect
					key={from}
					className="lane-outside"
					x={at(from)}
					y={top}
					width={Math.max(3, (to - from) * stepPx)}
					height={height}
					fill="url(#outside)"
				/>
			))}
			{seen.map(([from, to]) => (
				<path key={from} className="lane-mean" d={meanPath(map, lane, from, to, at, y, stepPx)} />
			))}
			{scale !== null && (
				<>
					<text className="lane-end" x={LEFT + p.plotPx + 4} y={top + 13}>
						{figure(shownIn(scale[1], unit), decimals)}
					</text>
					<text className="lane-end" x={LEFT + p.plotPx + 4} y={top + height - 2}>
						{figure(shownIn(scale[0], unit), decimals)}
					</text>
				</>
			)}
		</g>
	)
}

/** Stretches of one window. */
function bandRuns(windows: readonly (Range | undefined)[]): readonly (readonly [number, number, Range])[] {
	const runs: [number, number, Range][] = []
	windows.forEach((window, k) => {
		const last = runs.at(-1)
		if (window === undefined) return
		if (last?.[1] === k && last[2] === window) last[1] = k + 1
		else runs.push([k, k + 1, window])
	})
	return runs
}

type Place = (k: number) => number

function meanPath(map: RollMap, lane: RollLaneName, from: number, to: number, at: Place, y: Place, stepPx: number): string {
	let path = `M${at(from).toFixed(1)} ${y(map.lanes[lane].mean[from] ?? 0).toFixed(1)}`
	for (let k = from; k < to; k++) path += `L${(at(k) + stepPx / 2).toFixed(1)} ${y(map.lanes[lane].mean[k] ?? 0).toFixed(1)}`
	return `${path}L${at(to).toFixed(1)} ${y(map.lanes[lane].mean[to - 1] ?? 0).toFixed(1)}`
}

function areaPath(map: RollMap, lane: RollLaneName, from: number, to: number, at: Place, y: Place, stepPx: number): string {
	const { min, max } = map.lanes[lane]
	const steps = Array.from({ length: to - from }, (_, k) => from + k)
	const point = (k: number, v: number | null | undefined) => `${(at(k) + stepPx / 2).toFixed(1)} ${y(v ?? 0).toFixed(1)}`
	const down = [...steps].reverse()
	return `M${steps.map((k) => point(k, max[k])).join('L')}L${down.map((k) => point(k, min[k])).join('L')}Z`
}

function Containers(p: { readonly map: RollMap; readonly x: Scale; readonly top: number; readonly plotPx: number }) {
	const text = useTexts(ROLL_TEXTS)
	return (
		<>
			<RowLabel y={p.top + 16}>{text('containers')}</RowLabel>
			{p.map.containers.map((one, k) => (
				// Web at the ends is in two containers: every other bar lies half a row lower.
				<Bar
					key={`${one.container} ${one.fromMs}`}
					x={p.x}
					span={one}
					top={p.top + (k % 2 === 0 ? 0 : 3)}
					height={ROW - 6}
					name={one.container}
				/>
			))}
		</>
	)
}

/** Where each station now sits over the web, and the web that is still on the line. Moves with the line. */
function Stations(p: {
	readonly map: RollMap
	readonly plotPx: number
	readonly top: number
	readonly lanesTop: number
	readonly lanesEnd: number
}) {
	const text = useTexts(ROLL_TEXTS)
	const { store } = useScreen()
	const stations = useLine((line) => line.display?.stations)
	const scraperM = stations?.find(({ name }) => name === 'Wash')?.fromM ?? 0
	const group = useRef<SVGGElement>(null)
	const perM = p.plotPx / (p.map.toM - p.map.fromM)
	usePainter({
		marks() {
			const nipM = store.states?.webPositionM
			if (nipM === undefined) return
			const x = LEFT + (nipM - p.map.fromM) * perM
			group.current?.setAttribute('transform', `translate(${x.toFixed(1)} 0)`)
		},
	})
	return (
		<>
			<RowLabel y={p.top + 16}>{text('stations')}</RowLabel>
			<g clipPath="url(#plot-clip)">
				<g ref={group}>
					<rect
						className="under-way"
						x={-scraperM * perM}
						y={p.lanesTop}
						width={scraperM * perM}
						height={p.lanesEnd - p.lanesTop}
						fill="url(#under-way)"
					/>
					{stations?.map(({ name, number, fromM, toM }) => (
						<g key={name}>
							<rect className="span-bar" x={-toM * perM} y={p.top} width={Math.max(1, (toM - fromM) * perM)} height={ROW - 4} />
							{(toM - fromM) * perM > LETTER + 6 && (
								<text className="span-name" x={(-(fromM + toM) / 2) * perM} y={p.top + 14} textAnchor="middle">
									{number}
								</text>
							)}
						</g>
					))}
				</g>
			</g>
		</>
	)
}

function Axis({ map, x, plotPx, y }: { readonly map: RollMap; readonly x: Scale; readonly plotPx: number; readonly y: number }) {
	const text = useTexts(ROLL_TEXTS)
	const step = MARK_STEPS.find((one) => (one / (map.toM - map.fromM)) * plotPx > 90) ?? 1000
	const first = Math.ceil(map.fromM / step)
	const marks = Array.from({ length: Math.max(0, Math.floor(map.toM / step) - first + 1) }, (_, k) => (first + k) * step)
	return (
		<>
			<RowLabel y={y + 18}>{text('metre')} m</RowLabel>
			{marks.map((m) => (
				<g key={m}>
					<path className="axis-tick" d={`M${x(m).toFixed(1)} ${y}v6`} />
					<text className="lane-end" x={x(m)} y={y + 20} textAnchor="middle">
						{figure(m, step < 1 ? 1 : 0)}
					</text>
				</g>
			))}
		</>
	)
}
