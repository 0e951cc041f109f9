import { ROLL_MAX_M, type RollSpan } from '@emberline/hmi/contract'
import { goTo } from '../frame/display.ts'

/** Spans that a button gives [m]. */
export const SPANS = [10, 50, 200, 800, ROLL_MAX_M] as const
const SHORTEST_M = 0.5

/** What the address says: metres shown, the last of them where it is held, and the piece chosen: `200@1234.5:1210-1212`. */
export interface RollPlace {
	readonly spanM: number
	/** null while the line is followed. */
	readonly toM: number | null
	readonly piece: RollSpan | null
}

export function placeOf(object: string): RollPlace {
	const [, span, held, from, to] = /^([\d.]+)(?:@(-?[\d.]+))?(?::(-?[\d.]+)-(-?[\d.]+))?$/.exec(object) ?? []
	const number = (text: string | undefined) => (text === undefined || !Number.isFinite(Number(text)) ? null : Number(text))
	const [fromM, toM] = [number(from), number(to)]
	const isPiece = fromM !== null && toM !== null && toM > fromM && toM - fromM <= ROLL_MAX_M
	return {
		spanM: Math.min(ROLL_MAX_M, Math.max(SHORTEST_M, number(span) ?? 50)),
		toM: number(held),
		piece: isPiece ? { fromM, toM } : null,
	}
}

export function addressOf({ spanM, toM, piece }: RollPlace): string {
	const short = (x: number) => String(Math.round(x * 100) / 100)
	return `${short(spanM)}${toM === null ? '' : `@${short(toM)}`}${piece === null ? '' : `:${short(piece.fromM)}-${short(piece.toM)}`}`
}

export function showRoll(place: RollPlace): void {
	goTo('roll-map', addressOf(place))
}
