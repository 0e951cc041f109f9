import { loadLine, loadRecipesOfLine } from '@emberline/line-config/files'
import { nominalParameters, type PlanItem, Plant } from '@emberline/plc-gateway/simulated-plc'
import { Reporter } from '../../plc-gateway/src/simulated-plc/reporter.ts'

const START_MS = 1_790_000_000_000

const ONE_RUN: readonly PlanItem[] = [{ id: 'r1', kind: 'run', length_m: 400, recipe: 'HTR', expected_s: 8000 }]

/**
 * Lines of the log of a simulated plant: birth, plan, then what it says by exception each 200 ms, without a broker. `plan` is what the plant
 * runs by itself; `each` may break and mend it, once before each second.
 */
export function plantLog(
	seconds: number,
	{
		plan = [],
		each = () => {},
	}: { readonly plan?: readonly PlanItem[]; readonly each?: (plant: Plant, second: number) => void } = {},
): string[] {
	const line = loadLine()
	const recipes = loadRecipesOfLine(line)
	const parameters = nominalParameters(line.stations.heating.modules.length)
	const plant = new Plant({ line, recipes, seed: 1, startMs: START_MS, start: 'running', plan, parameters })
	const reporter = new Reporter(plant)
	const { group, node } = line.sparkplug
	const lines: string[] = []
	let seq = 0
	const tell = (type: string, device: string, metrics: readonly Metric[]) => {
		const payload = { timestamp: plant.nowMs, seq: seq++ % 256, metrics: metrics.map(jsonMetric) }
		lines.push(JSON.stringify({ topic: `spBv1.0/${group}/${type}/${node}/${device}`, t_arr: plant.nowMs + 40, payload }))
	}
	lines.push(JSON.stringify({ topic: `${group}/${node}/Schedule`, t_arr: START_MS, payload: plan.length === 0 ? ONE_RUN : plan }))
	for (const device of reporter.devices) tell('DBIRTH', device, reporter.birth(device))
	for (let n = 0; n < seconds * 5; n++) {
		if (n % 5 === 0) each(plant, n / 5)
		for (const [device, metrics] of reporter.run(2)) tell('DDATA', device, metrics)
	}
	return lines
}

type Metric = ReturnType<Reporter['birth']>[number]

/** A metric as a recorded log has it. */
export function jsonMetric({ name, type, value, timestampMs, properties }: Metric) {
	const told = Object.fromEntries(Object.entries(properties ?? {}).map(([key, one]) => [key, one.value]))
	return {
		name,
		timestamp: timestampMs,
		datatype: type,
		value: typeof value === 'bigint' ? Number(value) : value,
		is_historical: false,
		...(properties !== undefined && { properties: told }),
	}
}
