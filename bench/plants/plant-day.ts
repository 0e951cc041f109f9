import { createWriteStream } from 'node:fs'
import { join } from 'node:path'
import type { LineConfig } from '@emberline/line-config'
import { loadLine, loadRecipesOfLine } from '@emberline/line-config/files'
import { drawParameters, type FaultRequest, Plant, type TrueParameters } from '@emberline/plc-gateway/simulated-plc'
import { jsonMetric } from '../../cli/test/plant-log.ts'
import { Chance } from '../../plc-gateway/src/simulated-plc/random.ts'
import { Reporter } from '../../plc-gateway/src/simulated-plc/reporter.ts'

/** A day of a simulated plant on its own time, without a broker: what its PLC said, and beside it what was really so. */
export interface PlantDay {
	readonly hours: number
	readonly seed: number
	readonly recipe?: string
	readonly start?: 'running' | 'cold'
	readonly faults?: readonly FaultRequest[]
	/** Random stops and faults, over the rates of the table. */
	readonly randomRate?: number
	/** How it differs from its drawings; default: drawn by its seed. */
	readonly parameters?: TrueParameters
	/** Shares of messages that come late (up to 120 s), doubled, and silent stretches of 30 s an hour. */
	readonly wire?: { readonly late: number; readonly doubled: number; readonly gapsPerHour: number }
	readonly progress?: (share: number) => void
}

const START_MS = 1_790_000_000_000
const TRUTH_MS = 10_000
const SPACING_M = 0.02

/** Writes both files; resolves when they are complete. */
export async function writePlantDay(
	day: PlantDay & { /** Folder for `log.jsonl` and `truth.jsonl`. */ readonly dir: string },
): Promise<{ readonly log: string; readonly truth: string; readonly messages: number }> {
	const [logPath, truthPath] = [join(day.dir, 'log.jsonl'), join(day.dir, 'truth.jsonl')]
	const [log, truth] = [createWriteStream(logPath), createWriteStream(truthPath)]
	const messages = await runPlantDay(day, {
		log: (line) => log.write(`${line}\n`),
		truth: (line) => truth.write(`${JSON.stringify(line)}\n`),
	})
	for (const stream of [log, truth]) await new Promise<void>((resolve) => stream.end(() => resolve()))
	return { log: logPath, truth: truthPath, messages }
}

/** A plant as unlike its drawings as the line file says that nothing is known of it. */
export function drawnWidely(line: LineConfig, seed: number): TrueParameters {
	const chance = new Chance(seed, 'bench-plant')
	const { uncertainty: u } = line
	const factor = (sd: number) => 1 + chance.deviation(sd)
	const each = (draw: () => number) => line.stations.heating.modules.map(draw)
	return {
		emissivity: factor(u.emissivity),
		zoneLoss: each(() => factor(u.zoneLoss)),
		emitterGain: each(() => factor(0.015)),
		feeder: factor(u.feeder),
		quench: factor(u.quench),
		drying: factor(u.drying),
		arealHeat: factor(u.arealHeat),
		wash: factor(u.wash),
		yield: factor(u.yield),
		char: factor(u.charYield),
		coarsening: factor(u.coarsening),
		pyrometerBiasK: each(() => chance.deviation(u.pyrometerDeltaK)),
		emitterBiasK: each(() => chance.deviation(1.5)),
		arealGauge: factor(0.02),
		moistureGaugeBiasKgPerKg: chance.deviation(0.0005),
		encoder: factor(0.01),
		scale: factor(0.002),
	}
}

/** Runs the day, telling each line of its log and each 10 s what was really so; gives how many messages it told. */
export async function runPlantDay(
	day: PlantDay,
	tell: { readonly log: (line: string) => void; readonly truth: (line: ReturnType<typeof truthLine>) => void },
): Promise<number> {
	const line = loadLine()
	const recipes = loadRecipesOfLine(line)
	const parameters = day.parameters ?? drawParameters(line.stations.heating.modules.length, day.seed)
	const plant = new Plant({
		line,
		recipes,
		seed: day.seed,
		startMs: START_MS,
		start: day.start ?? 'running',
		recipe: day.recipe,
		parameters,
		faults: { scripted: day.faults ?? [], randomRate: day.randomRate ?? 0 },
	})
	const reporter = new Reporter(plant)
	const wire = new Chance(day.seed, 'bench-wire')
	const { late = 0, doubled = 0, gapsPerHour = 0 } = day.wire ?? {}
	const { group, node } = line.sparkplug
	/** Messages under way, by arrival. */
	let underWay: { at: number; text: string }[] = []
	let [seq, messages, silentUntilMs] = [0, 0, 0]
	const say = (type: string, device: string, metrics: ReturnType<Reporter['birth']>) => {
		const payload = { timestamp: plant.nowMs, seq: seq++ % 256, metrics: metrics.map(jsonMetric) }
		const isLate = wire.uniform(0, 1) < late && type === 'DDATA'
		const at = plant.nowMs + 40 + (isLate ? Math.round(wire.uniform(1000, 120_000)) : 0)
		const text = (t: number) => `${JSON.stringify({ topic: `spBv1.0/${group}/${type}/${node}/${device}`, t_arr: t, payload })}`
		if (plant.nowMs < silentUntilMs && type === 'DDATA') return
		underWay.push({ at, text: text(at) })
		if (wire.uniform(0, 1) < doubled) underWay.push({ at: at + 300, text: text(at + 300) })
	}
	const deliver = () => {
		const due = underWay.filter(({ at }) => at <= plant.nowMs).sort((a, b) => a.at - b.at)
		underWay = underWay.filter(({ at }) => at > plant.nowMs)
		messages += due.length
		for (const { text } of due) tell.log(text)
	}
	let plan: readonly unknown[] = []
	const tellPlan = () => {
		if (plant.plan.items === plan) return
		plan = plant.plan.items
		tell.log(JSON.stringify({ topic: `${group}/${node}/Schedule`, t_arr: plant.nowMs + 40, payload: plan }))
	}
	const { heating, quench } = line.stations
	const path = Array.from(
		{ length: Math.floor((quench.fromM + quench.lengthM - heating.fromM + 0.1) / SPACING_M + 1e-9) + 1 },
		(_, n) => Number((heating.fromM - 0.1 + n * SPACING_M).toFixed(3)),
	)
	const zoneKWh = plant.modules.map(() => 0)
	tellPlan()
	for (const device of reporter.devices) say('DBIRTH', device, reporter.birth(device))
	const steps = day.hours * 3600 * 5
	for (let n = 0; n < steps; n++) {
		if (gapsPerHour > 0 && wire.uniform(0, 1) < gapsPerHour / 18_000) silentUntilMs = plant.nowMs + 30_000
		for (const [device, metrics] of reporter.run(2)) say('DDATA', device, metrics)
		for (const [z, { powerW }] of plant.modules.entries()) zoneKWh[z] = (zoneKWh[z] ?? 0) + (powerW * 0.2) / 3.6e6
		deliver()
		tellPlan()
		if (plant.nowMs % TRUTH_MS === 0) tell.truth(truthLine(plant, path, zoneKWh))
		if (n % 1500 === 0) {
			day.progress?.(n / steps)
			// Lets the streams write.
			await new Promise((resolve) => setImmediate(resolve))
		}
	}
	return messages
}

/** What was really so at an instant; amounts are since the start. */
function truthLine(plant: Plant, path: readonly number[], zoneKWh: readonly number[]) {
	const { truth, meters, parameters } = plant
	return {
		t: plant.nowMs,
		state: plant.program.line.state,
		recipe: plant.recipe,
		web_speed_m_s: plant.webSpeedMPerS,
		web: { s_m: path, T_K: path.map((m) => Number(webK(plant, m).toFixed(2))) },
		left:
			plant.lastPowder === null
				? null
				: { peak_K: plant.lastPowder.peakK, size_nm: plant.lastPowder.sizeNm, nip_m: plant.lastPowder.nipM },
		totals: {
			grams: truth.productG,
			good_grams: truth.goodG,
			metres: meters.processedM,
			scrap_m: truth.scrapM,
			kWh: meters.energyJ.line / 3.6e6,
			zone_kWh: zoneKWh,
			over_dosed_m: truth.overDosedM,
		},
		params: {
			...Object.fromEntries(truth.zoneLossKW.map((kW, z) => [`zone${z + 1}_loss_kW`, kW])),
			...Object.fromEntries(parameters.pyrometerBiasK.map((K, z) => [`pyro${z + 1}_bias_K`, K])),
			feeder_gain: parameters.feeder,
			areal_gain: parameters.arealGauge,
			encoder_gain: parameters.encoder,
			quench_coefficient: truth.quenchCoefficientWPerM2K,
			areal_heat_capacity: truth.arealHeatCapacityJPerM2K,
			effective_emissivity: truth.effectiveEmissivity,
		},
		faults: truth.faults
			.filter(({ fromS, toS }) => fromS <= plant.nowS && plant.nowS < toS)
			.map(({ id, name, severity, fromS }) => ({
				id,
				cause: name.text,
				severity,
				t_onset: plant.startMs + Math.round(1000 * fromS),
			})),
	}
}

/**
 * The plant reads its web by straight lines between segments, which cuts off the corners at the two ends of the furnace by some 55 K. There the
 * web is what its two segments upstream lead to.
 */
function webK(plant: Plant, placeM: number): number {
	const { heating } = plant.line.stations
	const endM = heating.modules.reduce((sum, { lengthM }) => sum + lengthM, heating.fromM)
	const { truth } = plant
	if (![heating.fromM, endM].some((cornerM) => Math.abs(cornerM - placeM) < 1e-6)) return truth.webTemperatureK(placeM)
	// A whole segment is needed between the corner and the nearer of both.
	const [near, far] = [truth.webTemperatureK(placeM - SPACING_M), truth.webTemperatureK(placeM - 2 * SPACING_M)]
	return 2 * near - far
}
