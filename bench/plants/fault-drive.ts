import { loadLine, loadRecipesOfLine } from '@emberline/line-config/files'
import type { LogMetric } from '@emberline/plc-gateway'
import { drawParameters, Plant } from '@emberline/plc-gateway/simulated-plc'
import { createLineTwin, type Diagnosis } from '@emberline/twin'
import { TwinDrive } from '../../cli/src/replay/twin-drive.ts'
import { DataType, type EdgeMetric } from '../../plc-gateway/src/index.ts'
import { Chance } from '../../plc-gateway/src/simulated-plc/random.ts'
import { Reporter } from '../../plc-gateway/src/simulated-plc/reporter.ts'
import { sensorOf } from '../../plc-gateway/src/simulated-plc/sensors.ts'
import type { FaultRun } from './fault-runs.ts'

/** What really was wrong. */
export interface RealFault {
	readonly cause: string
	readonly severity: number
	readonly fromMs: number
	readonly toMs: number
	/** Time over which it came on, s. */
	readonly onsetS: number
	/** Encoder metres at the nip, resets added up, as it began and ended. */
	readonly fromM: number
	readonly toM: number
}

export interface DrivenRun {
	readonly run: FaultRun
	/** Raised and cleared, in the order in which they became known. */
	readonly diagnoses: readonly Diagnosis[]
	readonly faults: readonly RealFault[]
	readonly hours: number
	/** Processor time of plant and twin together, s. */
	readonly cpuS: number
}

const START_MS = 1_790_000_000_000
/** Message on its way, ms. */
const WIRE_MS = 40

/** Lets a plant and its twin run beside each other without a broker, as fast as they can. */
export async function driveFaultRun(run: FaultRun): Promise<DrivenRun> {
	const line = loadLine()
	const recipes = loadRecipesOfLine(line)
	const parameters = drawParameters(line.stations.heating.modules.length, run.seed)
	const plant = new Plant({
		line,
		recipes,
		seed: run.seed,
		startMs: START_MS,
		start: run.start,
		recipe: run.recipe,
		parameters,
		plan: run.plan,
		faults: { scripted: run.faults },
	})
	const reporter = new Reporter(plant)
	const twin = createLineTwin({
		line,
		recipes: Object.fromEntries([...recipes.values()].map((recipe) => [recipe.id, recipe])),
		seed: 1,
	})
	const drive = new TwinDrive(line, twin, 600_000)
	const diagnoses: Diagnosis[] = []
	twin.frames$.subscribe(() => diagnoses.push(...twin.estimates().diagnoses))
	const begins = new Map<string, number>()
	const ends = new Map<string, number>()
	const tags = new Map(
		plant.instruments.map(({ tag }) => [tag.name, Math.sqrt(run.noise ** 2 - 1) * sensorOf(tag.name, parameters).noise]),
	)
	const chance = new Chance(run.seed, 'bench-noise')
	const logged = ({ name, type, value, timestampMs, properties }: EdgeMetric): LogMetric => {
		const more = tags.get(name) ?? 0
		const quality = properties?.Quality?.value
		return {
			name,
			timestampMs,
			datatype: type,
			value: typeof value === 'number' && more > 0 && type === DataType.Double ? value + more * chance.normal() : plainOf(value),
			isHistorical: false,
			quality: typeof quality === 'number' ? quality : undefined,
			engUnit: undefined,
			reason: undefined,
		}
	}
	const { group, node } = line.sparkplug
	const tell = (type: 'DBIRTH' | 'DDATA', device: string, metrics: readonly EdgeMetric[]) =>
		drive.message({
			topic: `spBv1.0/${group}/${type}/${node}/${device}`,
			arrivedMs: plant.nowMs + WIRE_MS,
			payload: null,
			read: { timestampMs: plant.nowMs + plant.clockAheadMs, metrics: metrics.map(logged) },
		})
	let plan: readonly unknown[] = []
	const tellPlan = () => {
		if (plant.plan.items === plan) return
		plan = plant.plan.items
		drive.message({
			topic: `${group}/${node}/Schedule`,
			arrivedMs: plant.nowMs + WIRE_MS,
			payload: plan,
		})
	}
	const cpu = process.cpuUsage()
	tellPlan()
	for (const device of reporter.devices) tell('DBIRTH', device, reporter.birth(device))
	let wasSilent = false
	const steps = Math.round(run.hours * 18_000)
	for (let n = 0; n < steps; n++) {
		const { silent } = plant.faults.disturbances
		if (wasSilent && !silent) reporter.retell()
		wasSilent = silent
		for (const [device, metrics] of reporter.run(2)) if (!silent) tell('DDATA', device, metrics)
		tellPlan()
		const atM = plant.encoderM(plant.treatment.web.paidOutM)
		for (const one of plant.faults.record) {
			if (!begins.has(one.id) && plant.nowS >= one.fromS) begins.set(one.id, atM)
			if (!ends.has(one.id) && plant.nowS >= one.toS) ends.set(one.id, atM)
		}
		if (n % 3000 === 0) await new Promise((resolve) => setImmediate(resolve))
	}
	twin.close()
	const { user, system } = process.cpuUsage(cpu)
	return {
		run,
		diagnoses,
		hours: run.hours,
		cpuS: (user + system) / 1e6,
		faults: plant.faults.record.map((one) => ({
			cause: one.name.text,
			severity: one.severity,
			fromMs: START_MS + 1000 * one.fromS,
			toMs: START_MS + 1000 * one.toS,
			onsetS: one.onsetS,
			fromM: begins.get(one.id) ?? 0,
			toM: ends.get(one.id) ?? plant.encoderM(plant.treatment.web.paidOutM),
		})),
	}
}

const plainOf = (value: unknown): LogMetric['value'] =>
	typeof value === 'bigint'
		? Number(value)
		: typeof value === 'number' || typeof value === 'string' || typeof value === 'boolean'
			? value
			: null
