import { PACKML_COMMAND_NUMBER, type PackMlCommandName, packMlStateName, tagsOfLine } from '@emberline/line-config'
import { loadLine, loadRecipes } from '@emberline/line-config/files'
import mqtt from 'mqtt'
import { connectLine, DataType, encodePayload } from '../src/index.ts'
import { askTraining, createSimulatedPlc, type SimulatedPlcOptions, type TrainingAsk } from '../src/simulated-plc/index.ts'
import { until } from './brokers.ts'

export const LINE = loadLine()
const RECIPES = Object.fromEntries(loadRecipes().map((recipe) => [recipe.id, recipe]))
export const STATE_ROWS = ['Line', 'Feed', 'Drying', 'Heating', 'Quench', 'Wash'] as const
/** Tags of which a run keeps every value that came over the wire. */
const KEPT = [
	...STATE_ROWS.map((device) => `${device}/Status/StateCurrent`),
	'Line/Status/CurMachSpeed',
	'Line/Admin/StopReason/ID',
	'Heating/Zone1/EmitterTemperature',
	'Heating/Zone1/Power',
	'Heating/Shutter/Position',
	'Line/Recipe/ID',
]

/** In the place of a state: nothing is heard of the unit. */
export const SILENT = 'silent'

/** What came over the wire of one run, in plant seconds since its first value. */
export interface RecordedRun {
	readonly values: ReadonlyMap<string, readonly { readonly tS: number; readonly value: number | string }[]>
	readonly endS: number
}

export interface RunHands {
	/** Writes command and request to the PLC by DCMD, as a supervisory side does. */
	command(name: PackMlCommandName): void
	train(ask: TrainingAsk): Promise<void>
	/** Waits until the line says over MQTT that it is in a state, for so many plant seconds at most. */
	lineIs(state: string, withinS: number): Promise<void>
	/** Lets plant time go by, as the readings tell it. */
	wait(plantS: number): Promise<void>
}

export type RunOptions = Pick<SimulatedPlcOptions, 'start' | 'plan' | 'recipe'>

/** Runs a simulated plant on a broker, lets `carryOut` deal with it over MQTT only, and gives what a host saw. */
export async function recordRun(
	brokerUrl: string,
	options: RunOptions & { readonly speed: number },
	carryOut: (hands: RunHands) => Promise<void>,
): Promise<RecordedRun> {
	const { group, node } = LINE.sparkplug
	const values = new Map<string, { tS: number; value: number | string }[]>(KEPT.map((tag) => [tag, []]))
	let firstMs: number | null = null
	let nowMs = 0
	let ended = false
	const gateway = connectLine({ brokerUrl, group, node, tags: tagsOfLine(LINE), silenceLimitsMs: {} })
	gateway.readings$.subscribe((batch) => {
		if (ended) return
		for (const { tag, value: told, tMs, quality } of batch) {
			firstMs ??= tMs
			nowMs = Math.max(nowMs, tMs)
			// What was told before its device died is nobody's state any more.
			const value = quality === 'stale' && tag.endsWith('/StateCurrent') ? SILENT : told
			if (typeof value === 'number' || typeof value === 'string') values.get(tag)?.push({ tS: (tMs - firstMs) / 1000, value })
		}
	})
	const wire = mqtt.connect(brokerUrl)
	const plc = createSimulatedPlc({ line: LINE, recipes: RECIPES, brokerUrl, seed: 1, training: true, ...options })
	const lineState = () => packMlStateName(values.get('Line/Status/StateCurrent')?.at(-1)?.value)
	const wallMs = (plantS: number) => 20_000 + (4000 * plantS) / options.speed
	const hands: RunHands = {
		command: (name) => {
			const metrics = [
				{ name: 'Line/Command/CntrlCmd', datatype: DataType.Int32, value: PACKML_COMMAND_NUMBER[name] },
				{ name: 'Line/Command/CmdChangeRequest', datatype: DataType.Boolean, value: true },
			]
			const payload = encodePayload({ timestampMs: Math.round(nowMs), metrics }, { datatypes: true })
			wire.publish(`spBv1.0/${group}/DCMD/${node}/Line`, Buffer.from(payload))
		},
		train: async (ask) => {
			const { answer, reason } = await askTraining({ brokerUrl, group, node, ask, timeoutMs: 10_000 })
			if (answer === null || !answer.ok) throw new Error(answer?.text ?? reason)
		},
		lineIs: (state, withinS) =>
			until(() => lineState() === state, `the line to be in ${state}, now ${lineState()}`, wallMs(withinS)),
		wait: (plantS) => {
			const untilMs = nowMs + 1000 * plantS
			return until(() => nowMs >= untilMs, `${plantS} s of plant time`, wallMs(plantS))
		},
	}
	try {
		await plc.start()
		await until(() => firstMs !== null, 'the first value')
		await carryOut(hands)
		ended = true
		return { values, endS: (nowMs - (firstMs ?? nowMs)) / 1000 }
	} finally {
		await plc.stop()
		await gateway.close()
		await wire.endAsync(true)
	}
}

/** States of a row in their order, each once when it is entered. */
export function statesOf(run: RecordedRun, row: (typeof STATE_ROWS)[number]): readonly string[] {
	const names = (run.values.get(`${row}/Status/StateCurrent`) ?? []).map(({ value }) => packMlStateName(value) ?? `? ${value}`)
	return names.filter((name, n) => name !== names[n - 1])
}

/** Seconds in the run at which a heater had power while the web was slower than `leastMmPerS`; the samples of the two are 0.2 s apart at most. */
export function poweredWhileStill(run: RecordedRun, leastMmPerS: number): readonly number[] {
	const speeds = run.values.get('Line/Status/CurMachSpeed') ?? []
	const powers = run.values.get('Heating/Zone1/Power') ?? []
	return powers
		.filter(({ tS, value }) => {
			const speed = speeds.findLast((each) => each.tS <= tS - 0.4)
			const later = speeds.find((each) => each.tS > tS)
			// By exception: between two reports the speed lies between them.
			return Number(value) > 0.1 && speed !== undefined && Math.max(Number(speed.value), Number(later?.value ?? 0)) < leastMmPerS
		})
		.map(({ tS }) => tS)
}
