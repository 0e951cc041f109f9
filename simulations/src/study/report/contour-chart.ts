import { drawn, INK, valueAxis } from './chart.ts'
import type { Finding } from './findings.ts'

type Contour = Extract<Finding, { kind: 'contour' }>
type Place = readonly [number, number]

/** A map in colour, grey veiled where a limit is broken, with the edge of what is allowed as a line. */
export function contourChart({ x, y, values, beyond, best }: Contour): string {
	const halfX = halfStep(x.at)
	const halfY = halfStep(y.at)
	const all = values.flat().filter(Number.isFinite)
	const cells = y.at.flatMap((v, row) =>
		x.at.map((u, column) => [u, v, values[row]![column]!, beyond[row]![column]! > 0 ? 1 : 0]),
	)
	const rect = (api: Api, dataIndex: number, style: object) => {
		const [u, v] = cells[dataIndex]!
		const [left, top] = api.coord([u! - halfX, v! + halfY])
		const [right, bottom] = api.coord([u! + halfX, v! - halfY])
		return { type: 'rect', shape: { x: left, y: top, width: right! - left! + 0.6, height: bottom! - top! + 0.6 }, style }
	}
	return drawn(
		{
			grid: { left: 70, right: 120, top: 20, bottom: 55 },
			xAxis: valueAxis(x.name, { min: x.at[0]! - halfX, max: x.at.at(-1)! + halfX, axisLabel: { formatter: short } }),
			yAxis: valueAxis(y.name, {
				nameGap: 45,
				min: y.at[0]! - halfY,
				max: y.at.at(-1)! + halfY,
				axisLabel: { formatter: short },
			}),
			visualMap: {
				type: 'continuous',
				seriesIndex: 0,
				dimension: 2,
				min: Math.min(...all),
				max: Math.max(...all),
				right: 10,
				top: 'middle',
				precision: 0,
				calculable: true,
				inRange: { color: ['#440154', '#3b528b', '#21918c', '#5ec962', '#fde725'] },
			},
			series: [
				{
					type: 'custom',
					data: cells,
					renderItem: (params: Params, api: Api) => rect(api, params.dataIndex, { fill: api.visual('color') }),
				},
				{
					type: 'custom',
					data: cells,
					renderItem: (params: Params, api: Api) =>
						rect(api, params.dataIndex, { fill: cells[params.dataIndex]![3] === 1 ? 'rgba(235,235,235,0.72)' : 'transparent' }),
				},
				{
					type: 'custom',
					data: edges(x.at, y.at, beyond),
					renderItem: (_: Params, api: Api) => {
						const [a, b] = [api.coord([api.value(0), api.value(1)]), api.coord([api.value(2), api.value(3)])]
						return { type: 'line', shape: { x1: a[0], y1: a[1], x2: b[0], y2: b[1] }, style: { stroke: INK, lineWidth: 2 } }
					},
				},
				...(best === undefined
					? []
					: [
							{
								type: 'scatter',
								symbol: 'diamond',
								symbolSize: 16,
								itemStyle: { color: '#ffffff', borderColor: INK, borderWidth: 2 },
								data: [[best.x, best.y]],
							},
						]),
			],
		},
		640,
		420,
	)
}

interface Params {
	readonly dataIndex: number
}
interface Api {
	coord(at: readonly number[]): number[]
	value(dimension: number): number
	visual(name: 'color'): string
}

const halfStep = (at: readonly number[]): number => (at.at(-1)! - at[0]!) / (at.length - 1) / 2
const short = (value: number): string => String(Number(value.toPrecision(3)))

/** Pieces of the line on which the field is 0, cell by cell of the grid (marching squares). */
function edges(x: readonly number[], y: readonly number[], field: readonly (readonly number[])[]): number[][] {
	const pieces: number[][] = []
	for (let row = 0; row + 1 < y.length; row++)
		for (let column = 0; column + 1 < x.length; column++) {
			const corners: readonly [number, number][] = [
				[column, row],
				[column + 1, row],
				[column + 1, row + 1],
				[column, row + 1],
			]
			const crossings = corners.flatMap(([i, j], n): Place[] => {
				const [k, l] = corners[(n + 1) % 4]!
				const [a, b] = [field[j]![i]!, field[l]![k]!]
				if (a > 0 === b > 0) return []
				const share = a / (a - b)
				return [[x[i]! + share * (x[k]! - x[i]!), y[j]! + share * (y[l]! - y[j]!)]]
			})
			for (let n = 0; n + 1 < crossings.length; n += 2) pieces.push([...crossings[n]!, ...crossings[n + 1]!])
		}
	return pieces
}
