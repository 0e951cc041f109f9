import { type LineConfig, PACKML_STATE_NUMBER, type Recipe } from '@emberline/line-config'
import { warmLine } from '../src/line/line-model.ts'
import type { LineControls, ModelParameters } from '../src/line/model-port.ts'
import { nominalControls } from '../src/line/nominal-controls.ts'
import { nominalParameters } from '../src/line/parameters.ts'
import type { PackMlState, Reading, ReadingValue } from '../src/port.ts'
import { STATION_NAMES } from '../src/port.ts'
import { atKinkK, beforeKinkM, linePlaces } from '../src/sync/line-places.ts'
import { dosing } from '../src/sync/observables.ts'

/** Even numbers between 0 and 1 that any machine gives alike (mulberry32). */
export function seeded(seed: number): () => number {
	let a = seed >>> 0
	return () => {
		a = (a + 0x6d2b79f5) >>> 0
		let t = Math.imul(a ^ (a >>> 15), 1 | a)
		t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
		return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32
	}
}

export interface PlantOptions {
	readonly line: LineConfig
	readonly recipe: Recipe
	readonly seed?: number
	readonly startMs?: number
	/** Truth, as factors on the nominal; what is not given is 1. */
	readonly truth?: Partial<ModelParameters>
	readonly pyrometerBiasK?: readonly number[]
	/** Factor on all noise; 0 gives none. */
	readonly noise?: number
}

/**
 * A plant for tests that is the twin's own model with other parameters behind noisy instruments. It shows whether the estimator works, not
 * whether the model is right: that is for plants of other equations.
 */
export class PlantOfAModel {
	readonly model: ReturnType<typeof warmLine>
	readonly truth: ModelParameters
	controls: LineControls
	state: PackMlState = 'Execute'
	stopReason = 0
	tMs: number
	readonly #options: PlantOptions
	readonly #even: () => number
	#encoderM = 100
	#count = 0
	#told = new Map<string, ReadingValue>()
	#laid: [number, number][] = []

	constructor(options: PlantOptions) {
		const { line, recipe } = options
		this.#options = options
		this.#even = seeded(options.seed ?? 1)
		this.tMs = options.startMs ?? 1_790_000_000_000
		this.truth = { ...nominalParameters(line), ...options.truth }
		this.controls = nominalControls(line, recipe)
		this.model = warmLine(line, recipe, this.controls, this.truth)
	}

	#normal(sd: number): number {
		const u = Math.max(1e-12, this.#even())
		return (this.#options.noise ?? 1) * sd * Math.sqrt(-2 * Math.log(u)) * Math.cos(2 * Math.PI * this.#even())
	}

	/** Stands or runs. */
	go(state: PackMlState, stopReason = 0): void {
		this.state = state
		this.stopReason = stopReason
		const run = nominalControls(this.#options.line, this.#options.recipe)
		this.controls =
			state === 'Execute'
				? run
				: {
						...run,
						webSpeedMPerS: 0,
						screwRevPerS: 0,
						shutterOpenFraction: 0,
						emitterSetpointK: run.emitterSetpointK.map(() => this.#options.line.stations.heating.setBackTemperatureK),
					}
	}

	/** Lets `dtMs` go by, in which it measures; returns what it says of it. Slow tags come once a second. */
	run(dtMs: number): Reading[] {
		const { line, recipe } = this.#options
		const before = this.model.fedM
		// The plant's web carries the heat of its dryer into the furnace.
		const dryerExitK = this.model.profile([linePlaces(line).dryerOutM]).temperatureK[0] as number
		this.model.step({ ...this.controls, dryerExitK }, dtMs / 1000)
		this.tMs += dtMs
		this.#encoderM += this.model.fedM - before
		this.#laid.push([this.model.fedM, dosing(line, this.controls, this.truth.feeder).kgPerM2])
		if (this.#laid.length > 2000) this.#laid.shift()
		this.#count++
		const places = linePlaces(line)
		const out: Reading[] = []
		const say = (tag: string, value: ReadingValue) => out.push({ tMs: this.tMs, tag, value, quality: 'good' })
		const once = (tag: string, value: ReadingValue) => {
			if (this.#told.get(tag) === value) return
			this.#told.set(tag, value)
			say(tag, value)
		}
		const { model, controls } = this
		once('Line/Recipe/ID', line.recipes[recipe.id] ?? recipe.id)
		for (const unit of ['Line', ...STATION_NAMES]) once(`${unit}/Status/StateCurrent`, PACKML_STATE_NUMBER[this.state])
		once('Line/Admin/StopReason/ID', this.stopReason)
		const exit = model.profile(beforeKinkM(places.zoneEndM.at(-1)!, line.web.parcelLengthM)).temperatureK
		const at = model.profile([...places.zoneEndM, places.quenchInM, places.quenchOutM, places.dryerOutM, places.moistureGaugeM])
		const webK = (i: number) => at.temperatureK[i] as number
		const zones = line.stations.heating.modules.length
		const accounts = model.zones().filter((z) => z.station === 'Heating')
		say(
			'Line/Status/CurMachSpeed',
			Math.max(0, controls.webSpeedMPerS * 1000 + (controls.webSpeedMPerS > 0 ? this.#normal(0.05) : 0)),
		)
		say('Line/Web/Position', this.#encoderM)
		for (let z = 0; z < zones; z++) {
			say(`Heating/Zone${z + 1}/EmitterTemperature`, (model.emitterK[z] as number) + this.#normal(0.7))
			say(`Heating/Zone${z + 1}/EmitterSetpoint`, controls.emitterSetpointK[z] as number)
			say(`Heating/Zone${z + 1}/Power`, (accounts[z]?.electricalKW ?? 0) * (1 + this.#normal(0.01)))
			say(
				`Heating/Pyrometer${z + 1}/WebTemperature`,
				(z === zones - 1 ? atKinkK(exit[0] as number, exit[1] as number) : webK(z)) +
					(this.#options.pyrometerBiasK?.[z] ?? 0) +
					this.#normal(1.5),
			)
		}
		say('Quench/Web/EntryTemperature', webK(zones) + this.#normal(1.5))
		say('Quench/Web/ExitTemperature', webK(zones + 1) + this.#normal(0.5))
		if (this.#count % 5 !== 1) return out
		const gaugeM = model.fedM - places.arealGaugeM
		const laid = this.#laid.findLast(([m]) => m <= gaugeM)?.[1] ?? this.#laid[0]?.[1] ?? 0
		say('Line/Status/MachSpeed', controls.webSpeedMPerS * 1000)
		say('Line/Web/Tension', 30 + this.#normal(0.5))
		say('Feed/Screw/Speed', controls.screwRevPerS * 60)
		say('Feed/Screw/SpeedSetpoint', controls.screwRevPerS * 60)
		say('Feed/Coat/ArealMass', laid * 1000 * (1 + this.#normal(0.01)))
		say('Feed/Precursor/MassFlow', dosing(line, controls, this.truth.feeder).kgPerS * 60_000 * (1 + this.#normal(0.02)))
		controls.dryerAirK.forEach((k, z) => {
			say(`Drying/Zone${z + 1}/AirTemperature`, k + this.#normal(0.2))
			say(`Drying/Zone${z + 1}/AirTemperatureSetpoint`, k)
		})
		say('Drying/Web/ExitTemperature', webK(zones + 2) + this.#normal(0.3))
		say('Drying/Web/ExitMoisture', (at.moistureKgPerKg[zones + 3] as number) * 100 + this.#normal(0.03))
		for (let z = 0; z < zones; z++) say(`Heating/Zone${z + 1}/WallTemperature`, (model.wallK[z] as number) + this.#normal(0.5))
		say('Heating/Purge/Oxygen', 20 + this.#normal(1))
		say('Heating/Shutter/Position', controls.shutterOpenFraction * 100)
		say('Quench/Gas/Flow', controls.quenchGasM3PerS * 60_000)
		say('Quench/Gas/FlowSetpoint', controls.quenchGasM3PerS * 60_000)
		say('Wash/FreshWater/Flow', controls.freshWaterM3PerS * 60_000)
		say('Wash/FreshWater/FlowSetpoint', controls.freshWaterM3PerS * 60_000)
		model.conductivityMSPerCm.forEach((k, n) => {
			say(`Wash/Stage${n + 1}/Conductivity`, k * (1 + this.#normal(0.005)))
		})
		say('Wash/Product/MassFlow', model.scaleKgPerS * 3.6e6 * (1 + this.#normal(0.02)))
		say('Wash/Product/MassTotal', model.productKg * 1000)
		return out
	}
}
