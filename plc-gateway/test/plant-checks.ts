import { loadLine } from '@emberline/line-config/files'
import { LineProgram } from '../src/simulated-plc/line-program.ts'
import type { Senses } from '../src/simulated-plc/senses.ts'
import { STOP_REASON } from '../src/simulated-plc/stop-reasons.ts'
import type { Trip } from '../src/simulated-plc/trips.ts'

/**
 * What must be true of the trips of the simulated plant, as checks that give the first thing that is wrong; null where all is right. The
 * figures stand here once more, so that a change of the table alone is noticed. The program runs on senses alone: web, shutter and metres
 * follow its orders at once or by the ramp, and everything else is as it should be but for what a check breaks.
 */

export const LINE = loadLine()
const CYCLE_S = 0.1
const RUN_MPERS = LINE.web.speedMPerS

interface Expected {
	readonly code: number
	readonly asks: Trip['asks']
	/** From the condition to what it does, and to no heater power at the latest [s]. */
	readonly delayS: number
	readonly budgetS: number
	readonly latched: boolean
	readonly heaterOff: boolean
	/** Seen in Execute only, or only while powder is dosed: elsewhere the condition cannot hold. */
	readonly onlyInExecute?: true
	readonly broken: Partial<Senses>
}

const senses = (): Senses => ({
	webSpeedMPerS: RUN_MPERS,
	paidOutM: 0,
	tensionN: 35,
	emittersK: [1300, 1300, 1300, 1300],
	emitterTargetsK: [1300, 1300, 1300, 1300],
	atFullPower: [false, false, false, false],
	thermocoupleOpen: false,
	dryersReady: true,
	oxygenPpm: 10,
	shutterOpenShare: 1,
	machSpeedMPerS: RUN_MPERS,
	feedShare: 1,
	jacketShare: 1,
	plateCoolantShare: 1,
	quenchGasShare: 1,
	moistureKgPerKg: 0.01,
	quenchExitK: 310,
	filterKPa: 10,
	emergencyStop: false,
	silentStations: new Set(),
	gatewayLost: false,
})

const silent = (code: number, station: 'Feed' | 'Drying' | 'Heating' | 'Quench' | 'Wash'): Expected => ({
	code,
	asks: 'ABORT',
	delayS: 0.5,
	budgetS: 0.7,
	latched: false,
	heaterOff: true,
	broken: { silentStations: new Set([station]) },
})

const aborts = { asks: 'ABORT', heaterOff: true } as const
const holds = { asks: 'HOLD', latched: false } as const
const suspends = { asks: 'SUSPEND', heaterOff: true, latched: false } as const

const EXPECTED: readonly Expected[] = [
	{ ...aborts, code: 299, delayS: 0, budgetS: 0.1, latched: true, broken: { emergencyStop: true } },
	silent(296, 'Feed'),
	silent(396, 'Drying'),
	silent(496, 'Heating'),
	silent(596, 'Quench'),
	silent(696, 'Wash'),
	{ ...holds, code: 298, delayS: 0, budgetS: 0.1, heaterOff: true, broken: { gatewayLost: true } },
	{ ...aborts, code: 404, delayS: 0, budgetS: 0.1, latched: true, broken: { emittersK: [1300, 1451, 1300, 1300] } },
	{ ...aborts, code: 202, delayS: 0.2, budgetS: 0.4, latched: true, broken: { tensionN: 0 } },
	{ ...aborts, code: 205, delayS: 1, budgetS: 1.2, latched: true, broken: { tensionN: 15 } },
	{ ...aborts, code: 499, delayS: 0, budgetS: 0.1, latched: false, broken: { webSpeedMPerS: 0.005 } },
	{ ...holds, code: 402, delayS: 2, budgetS: 2.2, heaterOff: true, broken: { oxygenPpm: 101 } },
	{ ...holds, code: 406, delayS: 1, budgetS: 1.2, heaterOff: true, broken: { thermocoupleOpen: true } },
	{ ...suspends, code: 403, delayS: 5, budgetS: 5.2, broken: { jacketShare: 0.4 } },
	{ ...suspends, code: 501, delayS: 5, budgetS: 5.2, broken: { plateCoolantShare: 0.4 } },
	{ ...suspends, code: 503, delayS: 10, budgetS: 10.2, broken: { quenchGasShare: 0.4 } },
	{ ...suspends, code: 502, delayS: 5, budgetS: 5.2, broken: { quenchExitK: 346 } },
	{
		...holds,
		code: 401,
		delayS: 30,
		budgetS: 30.2,
		heaterOff: true,
		onlyInExecute: true,
		broken: { emittersK: [1270, 1300, 1300, 1300], atFullPower: [true, false, false, false] },
	},
	{ ...holds, code: 302, delayS: 20, budgetS: 20.2, heaterOff: false, onlyInExecute: true, broken: { moistureKgPerKg: 0.05 } },
	{ ...holds, code: 201, delayS: 30, budgetS: 30.2, heaterOff: false, onlyInExecute: true, broken: { feedShare: 0.3 } },
	{ ...holds, code: 601, delayS: 5, budgetS: 5.2, heaterOff: false, broken: { filterKPa: 41 } },
]

/** Another program than the plant's own, with a mistake in it. */
export type MakeProgram = (trips?: readonly Trip[]) => LineProgram
export const plantProgram: MakeProgram = (trips) => new LineProgram(LINE, trips)

/** A program in Execute, and the little of a plant that follows its orders. */
class Bench {
	readonly program: LineProgram
	nowS = 0
	broken: Partial<Senses> = {}
	#webMPerS = RUN_MPERS
	#paidOutM = 0
	#shutter = 1

	constructor(program: LineProgram) {
		this.program = program
		program.beginRunning(senses())
		this.run(1)
	}

	run(forS: number, each: () => boolean = () => false): boolean {
		for (let n = Math.round(forS / CYCLE_S); n > 0; n--) {
			this.#cycle()
			if (each()) return true
		}
		return false
	}

	#cycle(): void {
		const { orders } = this.program
		const most = 3 * LINE.web.rampPerSecondMPerS * CYCLE_S
		this.#webMPerS += Math.max(-most, Math.min(most, orders.webSpeedMPerS - this.#webMPerS))
		this.#paidOutM += this.#webMPerS * CYCLE_S
		this.#shutter = Math.max(0, Math.min(1, this.#shutter + (orders.shutterOpen ? 0.1 : -0.1)))
		this.nowS += CYCLE_S
		const now = { webSpeedMPerS: this.#webMPerS, paidOutM: this.#paidOutM, shutterOpenShare: this.#shutter }
		this.program.step(CYCLE_S, this.nowS, { ...senses(), ...now, ...this.broken })
	}

	get isHot(): boolean {
		return this.program.orders.heatersOn || this.program.orders.shutterOpen
	}

	/** Breaks something; cycles from then on, the one in which it breaks included, until the heat is off. */
	heatOffAfterS(broken: Partial<Senses>, withinS: number): number {
		const fromS = this.nowS + CYCLE_S
		this.broken = broken
		return this.run(withinS, () => !this.isHot) ? this.nowS - fromS : Number.POSITIVE_INFINITY
	}
}

const ACTING = { ABORT: 'Aborting', HOLD: 'Holding', SUSPEND: 'Suspending' } as const

function wrongRow(make: MakeProgram, row: Expected, trips?: readonly Trip[]): string | null {
	const { code } = row
	const says = (words: string) => `${code}: ${words}`
	const bench = new Bench(make(trips))
	const { program } = bench
	const fromS = bench.nowS + CYCLE_S
	bench.broken = row.broken
	if (!bench.run(row.delayS + 3, () => program.line.state !== 'Execute')) return says('does nothing')
	const actsS = bench.nowS - fromS
	if (Math.abs(actsS - row.delayS) > 0.05) return says(`acts after ${actsS.toFixed(1)} s, expected ${row.delayS} s`)
	if (program.line.state !== ACTING[row.asks]) return says(`leads to ${program.line.state}, expected ${ACTING[row.asks]}`)
	if (program.reason !== code || program.interlocks.firstOut?.trip.code !== code)
		return says(`gives the reason ${program.reason}`)
	if (program.interlocks.heaterOff !== row.heaterOff) return says(`opens the contactor of the heaters: ${!row.heaterOff}`)
	const again = new Bench(make(trips))
	const heatS = again.heatOffAfterS(row.broken, row.budgetS + 2)
	const trip = again.program.interlocks.history[0]?.trip
	if (heatS > row.budgetS + 1e-6) return says(`heat off after ${heatS.toFixed(1)} s, expected within ${row.budgetS} s`)
	if (trip?.budgetS !== row.budgetS) return says(`promises ${trip?.budgetS} s, expected ${row.budgetS} s`)
	if (row.onlyInExecute === undefined) {
		// While the web runs empty for a recipe change the program keeps its heaters on: only the trip itself takes them off.
		const empty = new Bench(make(trips))
		empty.program.command('HOLD', STOP_REASON.recipeChange, empty.nowS)
		empty.run(0.5)
		if (!empty.isHot) return says('the web does not run empty hot')
		const cut = empty.heatOffAfterS(row.broken, row.budgetS + 0.5) <= row.budgetS + 1e-6
		if (cut !== row.heaterOff) return says(`cuts the heat while the web runs empty: ${cut}`)
	}
	bench.run(row.delayS + 60)
	if (bench.isHot) return says('comes to rest with heat')
	bench.broken = {}
	bench.run(1)
	const onward = row.asks === 'ABORT' ? 'CLEAR' : row.asks === 'HOLD' ? 'UNHOLD' : 'UNSUSPEND'
	const stands = program.interlocks.standing.some((trip) => trip.code === code)
	if (stands !== row.latched) return says(`stands when its cause has gone: ${stands}`)
	if (program.command(onward, 0, bench.nowS) === row.latched) return says(`${onward} taken: ${!row.latched}`)
	if (!row.latched) return null
	if (program.interlocks.resetOnSite().length > 0) return says('is not let go by a reset on site')
	return program.command(onward, 0, bench.nowS) ? null : says('cannot be cleared after a reset on site')
}

/** Powder stops with the order to stop, while the web that carries the last of it still runs out. */
function wrongFeed(make: MakeProgram): string | null {
	for (const command of ['STOP', 'HOLD', 'COMPLETE', 'ABORT'] as const) {
		const bench = new Bench(make())
		bench.program.command(command, STOP_REASON.operator, bench.nowS)
		bench.run(CYCLE_S)
		if (bench.program.orders.feedOn) return `powder is dosed after ${command}`
		if (bench.run(60, () => bench.program.orders.feedOn)) return `powder is dosed again after ${command}`
	}
	return null
}

/** First thing that is wrong with the trips and the shutdown of a program; null where nothing is. */
export function wrongPlant(make: MakeProgram, trips?: readonly Trip[]): string | null {
	try {
		return EXPECTED.map((row) => wrongRow(make, row, trips)).find((wrong) => wrong !== null) ?? wrongFeed(make)
	} catch (error) {
		return String(error)
	}
}

export const EXPECTED_CODES: readonly number[] = EXPECTED.map(({ code }) => code)
