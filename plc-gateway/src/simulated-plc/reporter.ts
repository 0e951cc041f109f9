import { DataType, type EdgeMetric, metricProperties } from '../index.ts'
import type { Instrument, Sample } from './instrument.ts'
import { QUALITY } from './instrument.ts'
import { CYCLE_S, type Plant } from './plant.ts'

/** What of the plant's samples goes out: a change beyond the dead band, another quality, any change of text or number of state. */
export class Reporter {
	readonly #plant: Plant
	readonly #sent = new Map<string, Sample>()
	readonly #byDevice = new Map<string, Instrument[]>()

	constructor(plant: Plant) {
		this.#plant = plant
		for (const instrument of plant.instruments) {
			const { device } = instrument.tag
			this.#byDevice.set(device, [...(this.#byDevice.get(device) ?? []), instrument])
		}
	}

	get devices(): readonly string[] {
		return [...this.#byDevice.keys()]
	}

	/** Every metric of a device as it stands, with unit and quality. */
	birth(device: string): readonly EdgeMetric[] {
		return (this.#byDevice.get(device) ?? []).map((instrument) => {
			const { sample, tag } = instrument
			this.#sent.set(tag.name, sample)
			const properties = metricProperties({ engUnit: tag.unit, quality: sample.quality })
			return { ...this.#metricOf(instrument, sample), properties }
		})
	}

	/** What has not been heard is told again, as it comes. */
	retell(): void {
		this.#sent.clear()
	}

	/** Lets the plant run for whole cycles and collects by device what is to be told, oldest first. */
	run(cycles: number): ReadonlyMap<string, readonly EdgeMetric[]> {
		const news = new Map<string, EdgeMetric[]>()
		for (let n = 0; n < cycles; n++) {
			this.#plant.step(CYCLE_S)
			for (const instrument of this.#plant.instruments) {
				const { sample, tag } = instrument
				if (sample.tMs !== this.#plant.nowMs) continue
				const before = this.#sent.get(tag.name)
				if (before !== undefined && !isNews(sample, before, tag.deadband)) continue
				this.#sent.set(tag.name, sample)
				const list = news.get(tag.device)
				const metric = withQuality(this.#metricOf(instrument, sample), sample, before)
				if (list === undefined) news.set(tag.device, [metric])
				else list.push(metric)
			}
		}
		return news
	}

	#metricOf({ tag }: Instrument, { value, tMs }: Sample): EdgeMetric {
		return { name: tag.name, type: DataType[tag.type], value, timestampMs: tMs + this.#plant.clockAheadMs }
	}
}

function isNews(now: Sample, before: Sample, deadband: number): boolean {
	if (now.quality !== before.quality) return true
	if (typeof now.value !== 'number' || typeof before.value !== 'number') return now.value !== before.value
	if (Number.isNaN(now.value) || Number.isNaN(before.value)) return Number.isNaN(now.value) !== Number.isNaN(before.value)
	return deadband > 0 ? Math.abs(now.value - before.value) >= deadband : now.value !== before.value
}

/** In data the quality stands where it is not good, and once when it is good again. */
function withQuality(metric: EdgeMetric, now: Sample, before: Sample | undefined): EdgeMetric {
	const worthSaying = now.quality !== QUALITY.good || (before !== undefined && before.quality !== QUALITY.good)
	return worthSaying ? { ...metric, properties: metricProperties({ quality: now.quality }) } : metric
}
