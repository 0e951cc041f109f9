import {
	codeFromPlant,
	type LineConfig,
	packMlCommandName,
	type TagDefinition,
	tagsByName,
	tagsOfLine,
	UNIT_MODE_NUMBER,
} from '@emberline/line-config'
import type { Plant } from './plant.ts'
import { STOP_REASON } from './stop-reasons.ts'

/** The PLC takes the request back after this, so that the next one is a rising edge again. */
const REQUEST_HOLDS_S = 1

/** What stands in the tags that the supervisory side writes, and what the PLC does about it. */
export class OperatorPanel {
	cntrlCmd = 0
	unitModeAsked: number = UNIT_MODE_NUMBER.Production
	request = false
	unitMode: number = UNIT_MODE_NUMBER.Production
	/** Writes that were not taken. */
	ignored = 0
	readonly #tags: ReadonlyMap<string, TagDefinition>
	readonly #plant: Plant
	#freshCommand = false
	#requestedS = 0

	constructor(line: LineConfig, plant: Plant) {
		this.#tags = tagsByName(tagsOfLine(line))
		this.#plant = plant
	}

	cycle(nowS: number): void {
		if (this.request && nowS - this.#requestedS > REQUEST_HOLDS_S) this.request = false
	}

	/** A value in the tag's unit. False when the PLC ignores it: not a W tag, wrong type or outside the accepted range. */
	write(name: string, value: unknown): boolean {
		const tag = this.#tags.get(name)
		const taken = tag?.writable === true && this.#takes(tag, value) && this.#set(tag, value as number | boolean)
		if (!taken) this.ignored++
		return taken
	}

	#takes(tag: TagDefinition, value: unknown): boolean {
		if (tag.type === 'Boolean') return typeof value === 'boolean'
		if (typeof value !== 'number' || !Number.isFinite(value)) return false
		if (tag.type === 'Int32' && !Number.isInteger(value)) return false
		const [low, high] = tag.acceptedRange ?? [Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY]
		return value >= low && value <= high
	}

	#set(tag: TagDefinition, value: number | boolean): boolean {
		if (typeof value === 'boolean') {
			if (tag.name !== 'Line/Command/CmdChangeRequest') return false
			this.#raise(value)
			return true
		}
		const points = this.#plant.setPoints
		const si = codeFromPlant(value, tag.unit)
		const zone = Number(/\/Zone(\d+)\//.exec(tag.name)?.[1] ?? 0) - 1
		switch (tag.name.replace(/\d+/, 'N')) {
			case 'Line/Command/CntrlCmd':
				this.cntrlCmd = value
				this.#freshCommand = true
				return true
			case 'Line/Command/UnitMode':
				this.unitModeAsked = value
				return true
			case 'Line/Command/MachSpeed':
				points.machSpeedMPerS = si
				return true
			case 'Feed/Screw/SpeedSetpoint':
				points.screwRevPerS = si
				return true
			case 'Drying/ZoneN/AirTemperatureSetpoint':
				points.airK[zone] = si
				return true
			case 'Heating/ZoneN/EmitterSetpoint':
				points.emitterK[zone] = si
				return true
			case 'Heating/Pyrometer/EmissivitySetting':
				points.pyrometerEmissivity = si
				return true
			case 'Heating/Shutter/Position':
				points.shutterShare = si
				return true
			case 'Quench/Gas/FlowSetpoint':
				points.quenchGasM3PerS = si
				return true
			case 'Wash/FreshWater/FlowSetpoint':
				points.freshWaterM3PerS = si
				return true
			default:
				return false
		}
	}

	/** Acts on the rising edge only. */
	#raise(raised: boolean): void {
		const rising = raised && !this.request
		this.request = raised
		if (!rising) return
		this.#requestedS = this.#plant.nowS
		const { program, plan } = this.#plant
		const modeChange = this.unitModeAsked !== this.unitMode
		if (modeChange && ['Stopped', 'Idle', 'Aborted'].includes(program.line.state)) this.unitMode = this.unitModeAsked
		const command = packMlCommandName(this.cntrlCmd)
		// A mode that was written alone does not repeat the last command.
		if (command !== undefined && (this.#freshCommand || !modeChange)) {
			const taken = program.command(command, STOP_REASON.operator, this.#plant.nowS)
			if (taken && ['STOP', 'HOLD', 'SUSPEND', 'ABORT', 'COMPLETE'].includes(command)) plan.paused = true
		}
		this.#freshCommand = false
	}
}
