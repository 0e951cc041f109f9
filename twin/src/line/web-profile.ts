import type { LineConfig } from '@emberline/line-config'
import { copyParcel, makeWeb } from '../web/parcels.ts'
import type { LineState } from './line-state.ts'
import { type StepParts, setModules } from './line-step.ts'
import { enterFurnace, leaveDryer, noneTaken, passPlace } from './pass.ts'

/** Values at places along the path, m from the nip. */
export interface WebProfileValues {
	readonly temperatureK: number[]
	readonly moistureKgPerKg: number[]
}

const scratch = makeWeb(1)

/**
 * Web temperature [K] and moisture [kg/kg] at places along the path.
 *
 * Between two parcels of moving web both follow what the younger one will go through on its way to the place, bent so that they meet the
 * older one: a fast ramp, a melting plateau and the corners at the ends of dryer, furnace and quench keep their shape. Web that stands is
 * read by straight lines.
 */
export function webProfile(
	state: LineState,
	parts: StepParts | null,
	config: LineConfig,
	sM: readonly number[],
): WebProfileValues {
	const { web, count } = state
	const parcelM = config.web.parcelLengthM
	const oldestM = state.fedM - (web.bornM[state.first] ?? 0)
	const slot = (n: number) => (state.first + Math.min(Math.max(0, n), count - 1)) % web.capacity
	const between = (at: number, values: Float64Array): number => {
		const place = Math.min(Math.max(0, (oldestM - at) / parcelM), count - 1)
		const below = Math.floor(place)
		const older = values[slot(below)]!
		return older + (values[slot(below + 1)]! - older) * (place - below)
	}
	const temperatureK = sM.map((at) => between(at, web.temperatureK))
	const moistureKgPerKg = sM.map((at) => between(at, web.moistureKgPerKg))
	if (parts === null || state.webSpeedMPerS <= 0) return { temperatureK, moistureKgPerKg }
	setModules(parts.conditions, state)
	// Places asked for, gathered by the gap between two parcels that they lie in.
	const gaps = new Map<number, number[]>()
	sM.forEach((at, k) => {
		const younger = Math.ceil((oldestM - at) / parcelM)
		if (younger < 1 || younger >= count) return
		const gap = gaps.get(younger)
		if (gap === undefined) gaps.set(younger, [k])
		else gap.push(k)
	})
	for (const [younger, asked] of gaps) {
		asked.sort((a, b) => sM[a]! - sM[b]!)
		const startM = state.fedM - web.bornM[slot(younger)]!
		const endM = startM + parcelM
		const walk = walkFrom(state, parts, slot(younger), startM)
		for (const k of asked) {
			walk(Math.min(endM, Math.max(startM, sM[k]!)))
			temperatureK[k] = scratch.temperatureK[0]!
			moistureKgPerKg[k] = scratch.moistureKgPerKg[0]!
		}
		walk(endM)
		const missedK = web.temperatureK[slot(younger - 1)]! - scratch.temperatureK[0]!
		const missedMoisture = web.moistureKgPerKg[slot(younger - 1)]! - scratch.moistureKgPerKg[0]!
		for (const k of asked) {
			const part = Math.min(1, Math.max(0, (sM[k]! - startM) / parcelM))
			temperatureK[k] = temperatureK[k]! + missedK * part
			moistureKgPerKg[k] = moistureKgPerKg[k]! + missedMoisture * part
		}
	}
	return { temperatureK, moistureKgPerKg }
}

/** Takes a copy of a parcel on from where it is, to places asked for in rising order; it is then in `scratch`. */
function walkFrom(state: LineState, parts: StepParts, i: number, startM: number): (toM: number) => void {
	const { conditions, controls, powders } = parts
	const powder = powders[Math.max(0, state.web.powder[i]!)]!
	copyParcel(state.web, i, scratch, 0)
	let p = state.web.place[i]!
	let at = startM
	const taken = noneTaken()
	return (toM) => {
		while (at < toM && p < conditions.places.length) {
			const place = conditions.places[p]!
			const nextM = Math.min(toM, Math.max(at, place.toM))
			if (nextM > at) passPlace(scratch, 0, powder, conditions, p, (nextM - at) / state.webSpeedMPerS, taken, false)
			at = nextM
			if (at < place.toM || at >= toM) break
			p++
			if (place.kind === 'drying' && place.zone === conditions.dryers.length - 1) leaveDryer(scratch, 0, controls)
			const next = conditions.places[p]
			if (next?.kind === 'heating' && next.zone === 0) enterFurnace(scratch, 0, conditions, controls, taken)
		}
	}
}
