import { SPARK_POINTS, type SparkSeries } from '@emberline/hmi/contract'
import { useRef } from 'react'
import { usePainter, useScreen } from '../screen.ts'

const HEIGHT = 24
const PAD = 3

/** The last half hour of one key figure: a fixed span of time, its normal range behind, no axis. A gap is a gap. */
export function Sparkline(p: {
	readonly series: SparkSeries
	readonly band: readonly [number, number] | undefined
	readonly leastSpan: number
}) {
	const { store } = useScreen()
	const path = useRef<SVGPathElement>(null)
	const rect = useRef<SVGRectElement>(null)
	const drawn = useRef(-1)
	usePainter({
		figures() {
			if (drawn.current === store.versions.sparks) return
			drawn.current = store.versions.sparks
			const values = store.sparks?.series[p.series] ?? []
			const y = verticalScale(values, p.band, p.leastSpan)
			path.current?.setAttribute('d', linePath(values, y))
			if (p.band === undefined || rect.current === null) return
			rect.current.setAttribute('y', String(y(p.band[1])))
			rect.current.setAttribute('height', String(Math.max(0, y(p.band[0]) - y(p.band[1]))))
		},
	})
	return (
		<svg className="sparkline" viewBox={`0 0 ${SPARK_POINTS} ${HEIGHT}`} preserveAspectRatio="none" aria-hidden="true">
			{p.band && <rect ref={rect} className="spark-band" x="0" width={SPARK_POINTS} />}
			<path ref={path} className="spark-line" vectorEffect="non-scaling-stroke" />
		</svg>
	)
}

/** From the least to the greatest of values and band, but at least `leastSpan`, so that noise does not look like a storm. */
function verticalScale(
	values: readonly (number | null)[],
	band: readonly [number, number] | undefined,
	leastSpan: number,
): (v: number) => number {
	const all = [...values.filter((v) => v !== null), ...(band ?? [])]
	const low = Math.min(...all)
	const high = Math.max(...all)
	const span = 1.3 * Math.max(high - low, leastSpan, 1e-12)
	const middle = (low + high) / 2
	return (v) => HEIGHT - PAD - ((v - middle + span / 2) / span) * (HEIGHT - 2 * PAD)
}

function linePath(values: readonly (number | null)[], y: (v: number) => number): string {
	let path = ''
	let pen = false
	const first = SPARK_POINTS - values.length
	values.forEach((v, k) => {
		if (v !== null) path += `${pen ? 'L' : 'M'}${first + k + 0.5} ${y(v).toFixed(2)}`
		pen = v !== null
	})
	return path
}
