import type { LineConfig, PackMlCommandName, PackMlStateName } from '@emberline/line-config'
import type { Orders } from './line-program.ts'
import type { Senses } from './senses.ts'
import type { Station } from './station-lead.ts'
import { SILENT_REASON, STOP_REASON } from './stop-reasons.ts'

/** What a trip looks at: the line as it is seen, and what the program wants and in which state it is. */
export interface Watched {
	readonly senses: Senses
	readonly orders: Readonly<Orders>
	readonly state: PackMlStateName
	readonly line: LineConfig
}

/** One interlock of the simulated PLC. It shows how a line behaves; the safety function of a real one is certified hardware. */
export interface Trip {
	readonly code: number
	readonly words: string
	/** What it asks of the line; where the state does not take that, STOP, and the heaters go off all the same. */
	readonly asks: Extract<PackMlCommandName, 'ABORT' | 'HOLD' | 'SUSPEND'>
	/** Contactor of the heaters open and shutter closed for as long as it stands or is latched. */
	readonly heaterOff: boolean
	/** Stands until somebody resets it at the machine, even when its condition has gone. */
	readonly latched: boolean
	/** Its condition must hold for so long, s. */
	readonly delayS: number
	/** From the condition to no heater power and the shutter on its way, s; what the tests hold it to. */
	readonly budgetS: number
	stands(watched: Watched): boolean
}

/** Emitters above this are hot: the web must not stand before them unless the shutter is closed and the power off. */
export const HOT_K = 500
/** With less than this no web is there at all. */
const NO_WEB_N = 3
/** Half of a cooling flow is not enough for long. */
const LOST_SHARE = 0.5
const FILTER_MAX_KPA = 40

const hot = ({ emittersK }: Senses) => emittersK.some((k) => k > HOT_K)
/** Below four fifths of the slowest web that the line may run, m/s. */
export const leastSpeedMPerS = ({ web }: LineConfig) => 0.8 * Math.min(web.threadSpeedMPerS, web.speedMinMPerS)

/** Scans that a station may miss before it counts as gone, as time. */
const MISSED_SCANS_S = 0.5

const silent = ([station, code]: readonly [string, number]): Trip => ({
	code,
	words: `nothing is heard of ${station}`,
	asks: 'ABORT',
	heaterOff: true,
	latched: false,
	delayS: MISSED_SCANS_S,
	budgetS: MISSED_SCANS_S + 0.2,
	stands: ({ senses }) => senses.silentStations.has(station as Station),
})

/** In the order in which they are looked at: of two in one cycle, the first is the first-out. */
export const TRIPS: readonly Trip[] = [
	{
		code: STOP_REASON.emergencyStop,
		words: 'emergency stop',
		asks: 'ABORT',
		heaterOff: true,
		latched: true,
		delayS: 0,
		budgetS: 0.1,
		stands: ({ senses }) => senses.emergencyStop,
	},
	...Object.entries(SILENT_REASON).map(silent),
	{
		// Nobody watches the line any more: it runs out in good order, and waits.
		code: STOP_REASON.gatewayLost,
		words: 'heartbeat of the gateway lost',
		asks: 'HOLD',
		heaterOff: true,
		latched: false,
		delayS: 0,
		budgetS: 0.1,
		stands: ({ senses }) => senses.gatewayLost,
	},
	{
		code: STOP_REASON.overTemperature,
		words: 'emitter above its limit',
		asks: 'ABORT',
		heaterOff: true,
		latched: true,
		delayS: 0,
		budgetS: 0.1,
		stands: ({ senses, line }) => senses.emittersK.some((k) => k > line.limits.emitterTemperatureMaxK),
	},
	{
		code: STOP_REASON.webBreak,
		words: 'web broken',
		asks: 'ABORT',
		heaterOff: true,
		latched: true,
		delayS: 0.2,
		budgetS: 0.4,
		stands: ({ senses }) => senses.tensionN < NO_WEB_N,
	},
	{
		code: STOP_REASON.tensionLost,
		words: 'tension lost',
		asks: 'ABORT',
		heaterOff: true,
		latched: true,
		delayS: 1,
		budgetS: 1.2,
		stands: ({ senses, line, orders }) => orders.webSpeedMPerS > 0 && senses.tensionN < line.limits.tensionN[0],
	},
	{
		code: STOP_REASON.webStandsHot,
		words: 'web too slow before hot emitters',
		asks: 'ABORT',
		heaterOff: true,
		latched: false,
		delayS: 0,
		budgetS: 0.1,
		stands: ({ senses, line, orders }) => orders.heatersOn && hot(senses) && senses.webSpeedMPerS < leastSpeedMPerS(line),
	},
	{
		code: STOP_REASON.oxygenHigh,
		words: 'oxygen in the furnace too high',
		asks: 'HOLD',
		heaterOff: true,
		latched: false,
		delayS: 2,
		budgetS: 2.2,
		// A furnace that is cold and open is full of air, and may be.
		stands: ({ senses, line, orders }) =>
			(orders.heatersOn || (orders.purgeOn && hot(senses))) && senses.oxygenPpm > line.stations.heating.purgeOxygenPpmMax,
	},
	{
		code: STOP_REASON.thermocoupleOpen,
		words: 'thermocouple open',
		asks: 'HOLD',
		heaterOff: true,
		latched: false,
		delayS: 1,
		budgetS: 1.2,
		stands: ({ senses }) => senses.thermocoupleOpen,
	},
	{
		code: STOP_REASON.jacketLost,
		words: 'water of the jacket lost',
		asks: 'SUSPEND',
		heaterOff: true,
		latched: false,
		delayS: 5,
		budgetS: 5.2,
		stands: ({ senses }) => senses.jacketShare < LOST_SHARE,
	},
	{
		code: STOP_REASON.plateCoolantLost,
		words: 'water of the quench plates lost',
		asks: 'SUSPEND',
		heaterOff: true,
		latched: false,
		delayS: 5,
		budgetS: 5.2,
		stands: ({ senses, orders }) => orders.quenchOn && senses.plateCoolantShare < LOST_SHARE,
	},
	{
		code: STOP_REASON.quenchGasLost,
		words: 'gas of the quench lost',
		asks: 'SUSPEND',
		heaterOff: true,
		latched: false,
		// The valve takes some seconds to open.
		delayS: 10,
		budgetS: 10.2,
		stands: ({ senses, orders }) => orders.quenchOn && senses.quenchGasShare < LOST_SHARE,
	},
	{
		code: STOP_REASON.quenchExitHot,
		words: 'web hot behind the quench',
		asks: 'SUSPEND',
		heaterOff: true,
		latched: false,
		delayS: 5,
		budgetS: 5.2,
		stands: ({ senses, line }) => senses.quenchExitK > line.limits.quenchExitTemperatureMaxK,
	},
	{
		code: STOP_REASON.emitterBreak,
		words: 'a module falls behind at full power',
		asks: 'HOLD',
		heaterOff: true,
		latched: false,
		delayS: 30,
		budgetS: 30.2,
		stands: ({ senses, state }) =>
			state === 'Execute' &&
			senses.emittersK.some((k, n) => senses.atFullPower[n] === true && k < (senses.emitterTargetsK[n] ?? k) - 25),
	},
	{
		code: STOP_REASON.webTooWet,
		words: 'web too wet for the furnace',
		// The limit itself is an alarm; twice of it stops the line.
		asks: 'HOLD',
		heaterOff: false,
		latched: false,
		delayS: 20,
		budgetS: 20.2,
		stands: ({ senses, line, state }) =>
			state === 'Execute' && senses.moistureKgPerKg > 2 * line.limits.furnaceMoistureMaxKgPerKg,
	},
	{
		code: STOP_REASON.feederBridging,
		words: 'no powder from the screw',
		asks: 'HOLD',
		heaterOff: false,
		latched: false,
		delayS: 30,
		budgetS: 30.2,
		stands: ({ senses, orders }) => orders.feedOn && senses.feedShare < 0.4,
	},
	{
		code: STOP_REASON.filterClogged,
		words: 'filter clogged',
		asks: 'HOLD',
		heaterOff: false,
		latched: false,
		delayS: 5,
		budgetS: 5.2,
		stands: ({ senses }) => senses.filterKPa > FILTER_MAX_KPA,
	},
]
