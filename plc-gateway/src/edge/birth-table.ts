import { isDeepStrictEqual } from 'node:util'
import type { Alias, Metric, Payload } from '../sparkplug/index.ts'
import { DataType, resolveMetric } from '../sparkplug/index.ts'
import type { EdgeCommand, EdgeMetric } from './types.ts'

export const REBIRTH = 'Node Control/Rebirth'
export const BD_SEQ = 'bdSeq'

interface Known {
	readonly name: string
	readonly type: number
	readonly alias: number | undefined
	/** What the host was told last, by birth or by DATA. */
	told: EdgeMetric
}

/** What the last births told: which metrics there are, their types and aliases. Keys are device names, '' for the node. */
export class BirthTable {
	readonly #useAliases: boolean
	readonly #devices = new Map<string, Map<string, Known>>()
	/** Aliases stay the same over rebirths, so that a host that missed one is not misled. */
	readonly #aliases = new Map<string, number>()

	constructor(useAliases: boolean) {
		this.#useAliases = useAliases
	}

	/** Where aliases are used every metric of a birth has one, but the rebirth command. */
	bdSeqAlias(): number | undefined {
		return this.#useAliases ? this.#aliasOf(null, BD_SEQ) : undefined
	}

	/** Takes over a birth and gives its wire form. */
	birth(device: string | null, metrics: readonly EdgeMetric[]): Metric[] {
		const known = new Map<string, Known>()
		this.#devices.set(device ?? '', known)
		return metrics.map((metric) => {
			if (known.has(metric.name)) throw new Error(`${where(device, metric.name)} stands twice in its birth`)
			const alias = this.#useAliases ? this.#aliasOf(device, metric.name) : undefined
			known.set(metric.name, { name: metric.name, type: metric.type, alias, told: metric })
			return { ...wireForm(metric), name: metric.name, alias }
		})
	}

	/** The wire form of DATA: alias in place of the name where aliases are used. */
	data(device: string | null, metrics: readonly EdgeMetric[]): Metric[] {
		const known = this.#devices.get(device ?? '')
		return metrics.map((metric) => {
			const born = known?.get(metric.name)
			if (born === undefined) throw new Error(`${where(device, metric.name)} is not in its birth`)
			if (born.type !== metric.type)
				throw new Error(`${where(device, metric.name)} was born as type ${born.type}, not ${metric.type}`)
			return { ...wireForm(metric), ...(born.alias === undefined ? { name: metric.name } : { alias: born.alias }) }
		})
	}

	/** Those that say something else than the host was told last: another value, other properties, or something of the past. */
	news(device: string | null, metrics: readonly EdgeMetric[]): readonly EdgeMetric[] {
		const known = this.#devices.get(device ?? '')
		return metrics.filter((metric) => {
			const told = known?.get(metric.name)?.told
			if (told === undefined || metric.isHistorical === true) return true
			return !isDeepStrictEqual([metric.value, metric.properties], [told.value, told.properties])
		})
	}

	/** These were sent. */
	told(device: string | null, metrics: readonly EdgeMetric[]): void {
		const known = this.#devices.get(device ?? '')
		for (const metric of metrics) {
			const born = metric.isHistorical === true ? undefined : known?.get(metric.name)
			if (born !== undefined) born.told = metric
		}
	}

	/** The commands of an NCMD or DCMD that name a metric of the birth and fit its type; how many others there were. */
	commands(device: string | null, payload: Payload): { readonly commands: readonly EdgeCommand[]; readonly refused: number } {
		const known = this.#devices.get(device ?? '')
		const commands: EdgeCommand[] = []
		for (const metric of payload.metrics) {
			const born = this.#find(known, device, metric)
			if (born === undefined) continue
			const resolved = resolveMetric(metric, born.type)
			if (resolved.problem !== undefined || resolved.value === undefined || resolved.datatype !== born.type) continue
			const timestampMs = metric.timestampMs ?? payload.timestampMs ?? null
			commands.push({ name: born.name, type: born.type, value: resolved.value, timestampMs })
		}
		return { commands, refused: payload.metrics.length - commands.length }
	}

	#find(known: ReadonlyMap<string, Known> | undefined, device: string | null, metric: Metric): Omit<Known, 'told'> | undefined {
		if (metric.name !== undefined && metric.name !== '') {
			if (device === null && metric.name === REBIRTH) return { name: REBIRTH, type: DataType.Boolean, alias: undefined }
			return known?.get(metric.name)
		}
		if (metric.alias === undefined || known === undefined) return undefined
		const alias: Alias = metric.alias
		for (const candidate of known.values()) if (candidate.alias === alias) return candidate
		return undefined
	}

	#aliasOf(device: string | null, name: string): number {
		const key = `${device ?? ''}\0${name}`
		const existing = this.#aliases.get(key)
		if (existing !== undefined) return existing
		const alias = this.#aliases.size + 1
		this.#aliases.set(key, alias)
		return alias
	}
}

/** The metrics that every NBIRTH holds beside the node's own. */
export function nodeBirthExtras(bdSeq: number, nowMs: number, bdSeqAlias?: number): Metric[] {
	return [
		{ name: BD_SEQ, alias: bdSeqAlias, datatype: DataType.Int64, value: BigInt(bdSeq), timestampMs: nowMs },
		{ name: REBIRTH, datatype: DataType.Boolean, value: false, timestampMs: nowMs },
	]
}

/** NDEATH: the single metric bdSeq and no sequence number. */
export function deathPayload(bdSeq: number, nowMs: number): Payload {
	return { timestampMs: nowMs, metrics: [{ name: BD_SEQ, datatype: DataType.Int64, value: BigInt(bdSeq), timestampMs: nowMs }] }
}

function wireForm(metric: EdgeMetric): Metric {
	const { type, value, timestampMs, properties, isHistorical } = metric
	return { datatype: type, value, timestampMs, properties, isHistorical }
}

function where(device: string | null, name: string): string {
	return device === null ? `node metric ${name}` : `metric ${name} of device ${device}`
}

/** The metrics with their live values in the order of their times; the past ones stay where they are. */
export function inTimeOrder(metrics: readonly Metric[]): readonly Metric[] {
	const live = metrics.filter(({ isHistorical }) => isHistorical !== true)
	if (live.every((metric, i) => i === 0 || (metric.timestampMs ?? 0) >= (live[i - 1]?.timestampMs ?? 0))) return metrics
	live.sort((x, y) => (x.timestampMs ?? 0) - (y.timestampMs ?? 0))
	let next = 0
	return metrics.map((metric) => (metric.isHistorical === true ? metric : (live[next++] ?? metric)))
}
