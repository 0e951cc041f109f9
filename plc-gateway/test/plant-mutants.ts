import { LineProgram } from '../src/simulated-plc/line-program.ts'
import type { Senses } from '../src/simulated-plc/senses.ts'
import { TRIPS, type Trip } from '../src/simulated-plc/trips.ts'
import { LINE, type MakeProgram, plantProgram } from './plant-checks.ts'

/** One mistake in the trips or the program of the simulated plant. */
export interface PlantMutant {
	readonly name: string
	readonly trips?: readonly Trip[]
	readonly make: MakeProgram
}

/** The program, with a wrong order laid over it after each of its cycles. */
function program(name: string, wrong: (own: LineProgram) => void): PlantMutant {
	class Wrong extends LineProgram {
		override step(dtS: number, nowS: number, senses: Senses): void {
			super.step(dtS, nowS, senses)
			wrong(this)
		}
	}
	return { name, make: (trips) => new Wrong(LINE, trips) }
}

const PROGRAM: readonly PlantMutant[] = [
	program('feed goes on at shutdown', ({ line, orders }) => {
		if (line.state === 'Stopping' || line.state === 'Holding') orders.feedOn = orders.webSpeedMPerS > 0
	}),
	program('feed goes on at completion', ({ line, orders }) => {
		if (line.state === 'Completing') orders.feedOn = true
	}),
	program('heat stays on in Held', ({ line, orders }) => {
		if (line.state === 'Held') orders.heatersOn = true
	}),
	program('shutter opens in Aborted', ({ line, orders }) => {
		if (line.state === 'Aborted') orders.shutterOpen = true
	}),
]

function rowMutants(trip: Trip): readonly PlantMutant[] {
	const as = (name: string, change: Partial<Trip>): PlantMutant => ({
		name: `${trip.code} ${name}`,
		trips: TRIPS.map((each) => (each === trip ? { ...trip, ...change } : each)),
		make: plantProgram,
	})
	const asks = trip.asks === 'ABORT' ? 'HOLD' : 'ABORT'
	return [
		{ name: `${trip.code} is gone`, trips: TRIPS.filter((each) => each !== trip), make: plantProgram },
		as('waits a second longer', { delayS: trip.delayS + 1 }),
		as('promises two seconds more', { budgetS: trip.budgetS + 2 }),
		as('is latched otherwise', { latched: !trip.latched }),
		as('asks for something else', { asks }),
		as('gives another reason', { code: 666 }),
		as('leaves or takes the heat', { heaterOff: !trip.heaterOff }),
	]
}

export const PLANT_MUTANTS: readonly PlantMutant[] = [...TRIPS.flatMap(rowMutants), ...PROGRAM]
