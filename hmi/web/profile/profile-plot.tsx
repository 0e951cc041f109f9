import type { DisplayModel, DisplayRecipe } from '@emberline/hmi/contract'
import { useMemo, useRef } from 'react'
import { useTexts } from '../alarms/language.ts'
import { usePlotSize } from '../elements/plot-size.ts'
import type { LineStore } from '../line/line-store.ts'
import { shownTag, twinStanding } from '../line/value-state.ts'
import { useLine, usePainter, useScreen } from '../screen.ts'
import { usePlantNames } from '../words/plant-names.ts'
import { useSettings } from '../words/settings.ts'
import { TEXTS } from '../words/texts.ts'
import { shownIn, unitName } from '../words/units.ts'
import { fractionAt, type PathColumn, pathColumns, temperatureAxis } from './path-scale.ts'

const LEFT = 50
const RIGHT = 14
const TOP = 30
const BOTTOM = 26
/** Room that the last number below the plot and its unit need, px. */
const END_LABEL = 72

/** Where metres and kelvin stand in the plot, px. */
interface Scale {
	readonly columns: readonly PathColumn[]
	readonly ticksK: readonly number[]
	readonly x: (sM: number) => number
	readonly y: (temperatureK: number) => number
	readonly width: number
	readonly height: number
}

/** Web temperature along the path: recipe band, twin with its uncertainty, and what is measured. */
export function ProfilePlot({ display, recipe }: { readonly display: DisplayModel; readonly recipe: DisplayRecipe | undefined }) {
	const { store } = useScreen()
	const text = useTexts(TEXTS)
	const { temperature } = useSettings()
	const box = useRef<HTMLDivElement>(null)
	const twin = useRef<SVGPathElement>(null)
	const edge = useRef<SVGPathElement>(null)
	const points = useRef<(SVGCircleElement | null)[]>([])
	const { width, height } = usePlotSize(box)
	const highestK = useLine((line) => Math.ceil(highestOf(line, display.path) / 100) * 100)
	const scale = useMemo(() => scaleOf(display, recipe, highestK, { width, height }), [display, recipe, highestK, width, height])
	const drawn = useRef({ version: -1, scale, shown: true })
	usePainter({
		marks(nowMs) {
			paintPoints(store, display, scale, points.current, nowMs)
			const shown = twinStanding(store, nowMs).state !== 'bad' && !store.serverLost
			const version = store.versions.profile
			const before = drawn.current
			if (before.version === version && before.scale === scale && before.shown === shown) return
			drawn.current = { version, scale, shown }
			twin.current?.setAttribute('d', shown ? twinPath(store, scale) : '')
			edge.current?.setAttribute('d', shown ? edgePath(store, scale) : '')
		},
	})
	return (
		<div ref={box} className="profile-plot">
			{width > 0 && height > 0 && (
				<svg width={width} height={height} role="img" aria-label={`${text('web-temperature')}; ${text('table-has-numbers')}`}>
					<defs>
						<pattern id="hatch" width="5" height="5" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">
							<line className="hatch-line" y2="5" />
						</pattern>
						<clipPath id="profile-area">
							<rect x={LEFT} y={TOP} width={Math.max(0, width - LEFT - RIGHT)} height={Math.max(0, height - TOP - BOTTOM)} />
						</clipPath>
					</defs>
					<Axes key={temperature} scale={scale} />
					<g clipPath="url(#profile-area)">
						<path className="recipe-band" d={bandPath(recipe, scale)} />
						<path ref={edge} className="twin-edge" fill="url(#hatch)" />
						<path ref={twin} className="twin-line" />
					</g>
					{display.measuredPoints.map((point, k) => (
						<circle
							key={point.tag}
							ref={(circle) => {
								points.current[k] = circle
							}}
							className="measured"
							cx={scale.x(point.sM)}
							r="5"
						/>
					))}
				</svg>
			)}
		</div>
	)
}

function Axes({ scale }: { readonly scale: Scale }) {
	const { columns, ticksK, x, y, width, height } = scale
	const name = usePlantNames()
	const foot = height - BOTTOM
	const ends = [...columns.map((c) => c.fromM), columns.at(-1)?.toM ?? 0]
	return (
		<g className="axes">
			{ticksK.map((t) => (
				<g key={t}>
					<line className="grid" x1={LEFT} x2={width - RIGHT} y1={y(t)} y2={y(t)} />
					<text x={LEFT - 8} y={y(t) + 5} textAnchor="end">
						{Math.round(shownIn(t, 'K'))}
					</text>
				</g>
			))}
			<text x={LEFT - 8} y={18} textAnchor="end">
				{unitName('K')}
			</text>
			{columns.map((c) => (
				<g key={c.name}>
					<line className="column-edge" x1={x(c.fromM)} x2={x(c.fromM)} y1={8} y2={foot} />
					<text x={(x(c.fromM) + x(c.toM)) / 2} y={20} textAnchor="middle">
						{columnTitle({ ...c, title: name(c.title) }, x(c.toM) - x(c.fromM))}
					</text>
				</g>
			))}
			<line className="column-edge" x1={width - RIGHT} x2={width - RIGHT} y1={8} y2={foot} />
			<line className="column-edge" x1={LEFT} x2={width - RIGHT} y1={foot} y2={foot} />
			{ends.slice(0, -1).map(
				(m) =>
					width - RIGHT - x(m) > END_LABEL && (
						<text key={m} x={x(m)} y={foot + 19} textAnchor="middle">
							{metres(m)}
						</text>
					),
			)}
			<text x={width - RIGHT} y={foot + 19} textAnchor="end">
				{metres(ends.at(-1) ?? 0)} m
			</text>
		</g>
	)
}

const metres = (m: number) => String(Number(m.toFixed(2)))

/** The title where it fits, else the station's number. */
function columnTitle(column: PathColumn, widthPx: number): string {
	const title = `${column.number} ${column.title}`
	return title.length * 7.8 < widthPx ? title : String(column.number)
}

function highestOf({ profile }: LineStore, path: DisplayModel['path']): number {
	let highest = LEAST_TOP_K
	profile?.sM.forEach((sM, k) => {
		if (sM >= path.fromM && sM <= path.toM) highest = Math.max(highest, profile.temperatureK[k] ?? highest)
	})
	return highest
}

const LEAST_TOP_K = 400

function scaleOf(
	display: DisplayModel,
	recipe: DisplayRecipe | undefined,
	highestK: number,
	{ width, height }: { readonly width: number; readonly height: number },
): Scale {
	const { fromM, toM } = display.path
	const columns = pathColumns(display, recipe)
	const band = (recipe?.band ?? []).filter(({ sM }) => sM >= fromM && sM <= toM)
	const lowK = Math.min(280, ...band.map((p) => p.lowK))
	const highK = Math.max(highestK, ...band.map((p) => p.highK + 20))
	const axis = temperatureAxis(lowK, highK, Math.max(2, (height - TOP - BOTTOM) / 40))
	const x = (sM: number) => LEFT + fractionAt(columns, sM) * (width - LEFT - RIGHT)
	const y = (t: number) => height - BOTTOM - ((t - axis.lowK) / (axis.highK - axis.lowK)) * (height - TOP - BOTTOM)
	return { columns, ticksK: axis.ticksK, x, y, width, height }
}

const point = (x: number, y: number) => `${x.toFixed(1)} ${y.toFixed(1)}`

function bandPath(recipe: DisplayRecipe | undefined, scale: Scale): string {
	const band = recipe?.band ?? []
	if (band.length < 2) return ''
	const there = band.map((p) => point(scale.x(p.sM), scale.y(p.highK)))
	const back = band.map((p) => point(scale.x(p.sM), scale.y(p.lowK))).reverse()
	return `M${[...there, ...back].join('L')}Z`
}

function twinPath(store: LineStore, scale: Scale): string {
	const { profile } = store
	if (profile === null || profile.sM.length < 2) return ''
	return `M${profile.sM.map((s, k) => point(scale.x(s), scale.y(profile.temperatureK[k] ?? Number.NaN))).join('L')}`
}

/** Two standard deviations to either side. */
function edgePath(store: LineStore, scale: Scale): string {
	const { profile } = store
	if (profile === null || profile.sM.length < 2) return ''
	const side = (sign: number) =>
		profile.sM.map((s, k) => {
			const t = (profile.temperatureK[k] ?? Number.NaN) + sign * 2 * (profile.sdK[k] ?? 0)
			return point(scale.x(s), scale.y(t))
		})
	return `M${[...side(1), ...side(-1).reverse()].join('L')}Z`
}

/** Open circles at the sensors: dashed while stale, absent while there is no number. */
function paintPoints(
	store: LineStore,
	display: DisplayModel,
	scale: Scale,
	circles: readonly (SVGCircleElement | null)[],
	nowMs: number,
): void {
	display.measuredPoints.forEach((measured, k) => {
		const circle = circles[k]
		if (circle === null || circle === undefined) return
		const { value, state } = shownTag(store, store.indexOf(measured.tag), nowMs)
		const look = Number.isNaN(value) ? 'bad' : state
		if (circle.dataset.state !== look) circle.dataset.state = look
		if (look === 'bad') return
		const cy = scale.y(value).toFixed(1)
		if (circle.getAttribute('cy') !== cy) circle.setAttribute('cy', cy)
	})
}
