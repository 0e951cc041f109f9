import type { Estimate, LineFrame, Residual, SoftSensors, ZoneBalance } from '@emberline/twin'
import type { FrameParts, ProfilePart } from './contract.ts'

const EVERY_BATCH = ['states', 'soft', 'interlocks'] as const
const SLOW = ['zones', 'profile', 'residuals'] as const
type PartName = (typeof EVERY_BATCH)[number] | (typeof SLOW)[number]

/** Cuts a frame into the parts that travel, and says which have changed since they were last sent. */
export class FramePartsSent {
	readonly #sent = new Map<PartName | 'grid', string>()

	/** The parts that differ from what was sent last; zones and profile only when `slow`. Undefined if none does. */
	changed(frame: LineFrame, slow: boolean): FrameParts | undefined {
		const all = allParts(frame)
		const parts: { -readonly [K in keyof FrameParts]: FrameParts[K] } = {}
		let any = false
		for (const name of slow ? [...EVERY_BATCH, ...SLOW] : EVERY_BATCH) {
			const part = all[name]
			if (!this.#isNew(name, part)) continue
			any = true
			Object.assign(parts, { [name]: name === 'profile' ? this.#withoutOldGrid(part as ProfilePart) : part })
		}
		return any ? parts : undefined
	}

	#isNew(name: PartName | 'grid', part: unknown): boolean {
		const text = JSON.stringify(part)
		if (this.#sent.get(name) === text) return false
		this.#sent.set(name, text)
		return true
	}

	#withoutOldGrid(profile: ProfilePart): ProfilePart {
		if (this.#isNew('grid', profile.sM)) return profile
		return { temperatureK: profile.temperatureK, sdK: profile.sdK }
	}
}

/** Every part, rounded to what a screen can show. */
export function allParts(frame: LineFrame): Required<FrameParts> {
	const { tMs, health, healthReason, line, stations, heatingModules, plan, recipe } = frame
	const { webSpeedMPerS, webPositionM, rollRemainingM, scrapM, productG } = frame
	return {
		states: {
			tMs,
			health,
			healthReason,
			line,
			stations,
			...(heatingModules && { heatingModules }),
			...(plan && { plan }),
			recipe,
			webSpeedMPerS,
			webPositionM,
			rollRemainingM,
			scrapM,
			productG,
		},
		soft: roundedSoft(frame.soft),
		zones: frame.zones.map(roundedZone),
		profile: {
			sM: frame.web.sM.map((x) => round(x, 4)),
			temperatureK: frame.web.temperatureK.map((x) => round(x, 1)),
			sdK: frame.web.sdK.map((x) => round(x, 1)),
		},
		residuals: frame.residuals.map(roundedResidual),
		interlocks: frame.interlocks ?? null,
	}
}

export function round(x: number, decimals: number): number {
	const scale = 10 ** decimals
	const rounded = Math.round(x * scale) / scale
	return Number.isFinite(rounded) ? rounded : x
}

function roundedSoft(soft: SoftSensors): SoftSensors {
	return Object.fromEntries(Object.entries(soft).map(([name, value]) => [name, roundedEstimate(value)])) as unknown as SoftSensors
}

function roundedEstimate(value: Estimate | number | string | null): Estimate | number | string | null {
	if (value === null || typeof value === 'string') return value
	if (typeof value === 'number') return Number(value.toPrecision(6))
	return { x: Number(value.x.toPrecision(6)), sd: Number(value.sd.toPrecision(3)) }
}

function roundedResidual({ tag, measured, expected, sd }: Residual): Residual {
	const short = (x: number) => Number(x.toPrecision(6))
	return { tag, measured: short(measured), expected: short(expected), sd: Number(sd.toPrecision(3)) }
}

function roundedZone(zone: ZoneBalance): ZoneBalance {
	return JSON.parse(
		JSON.stringify(zone, (_, value: unknown) => (typeof value === 'number' ? round(value, 4) : value)),
	) as ZoneBalance
}
