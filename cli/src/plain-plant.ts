import { type LineConfig, tagsOfLine } from '@emberline/line-config'
import { loadPlainPlc } from '@emberline/line-config/plc-files'
import {
	type CommandPort,
	connectPlainPlc,
	createCommandGate,
	type LineCommandOptions,
	type LinePlc,
	type PlainPlcOptions,
	type PlantLinkState,
} from '@emberline/plc-gateway'
import type { Reading } from '@emberline/twin'
import { map, merge, type Observable, throttleTime } from 'rxjs'

const LINK_EVERY_MS = 200

/** A PLC without Sparkplug as the plant of a run. */
export interface PlainPlant {
	readonly readings$: Observable<readonly Reading[]>
	/** What the screen is told: the PLC counts as online while one of its values is not stale, and so does each device. */
	link(beside: PlantLinkState): PlantLinkState
	readonly link$: Observable<PlantLinkState>
	readonly commands: CommandPort
	close(): Promise<void>
}

/** Throws a ConfigError with every mistake of the mapping before anything is connected. */
export function readMapping(line: LineConfig, file: string | undefined): PlainPlcOptions['mapping'] | null {
	return file === undefined ? null : loadPlainPlc(line, file)
}

export function connectPlainPlant(
	options: Omit<PlainPlcOptions, 'tags'>,
	line: LineConfig,
	plc: LinePlc,
	commands: LineCommandOptions | undefined,
): PlainPlant {
	const tags = tagsOfLine(line)
	const session = connectPlainPlc({ ...options, tags })
	const mapped = tags.filter(({ name }) => options.mapping.tags.some(({ tag }) => tag === name))
	const names = [...new Set(tags.map(({ device }) => device))]
	let away: string | null = null
	session.away$.subscribe((reason) => {
		away = reason
	})
	const gate = createCommandGate({
		door: session,
		tags,
		list: commands?.list ?? null,
		enabled: commands !== undefined,
		audit: commands?.audit ?? (() => Promise.resolve()),
		nowMs: commands?.nowMs,
	})
	const stateOf = (device: string): 'online' | 'stale' | 'unknown' => {
		const heard = mapped.flatMap((tag) => (tag.device === device ? (session.present(tag.name) ?? []) : []))
		if (heard.length === 0) return 'unknown'
		return heard.some(({ quality }) => quality !== 'stale') ? 'online' : 'stale'
	}
	const link = (beside: PlantLinkState): PlantLinkState => {
		const devices = Object.fromEntries(names.map((device) => [device, stateOf(device)]))
		const states = Object.values(devices)
		const node = states.includes('online') ? 'online' : states.includes('stale') ? 'offline' : 'unknown'
		const reason = away ?? (node === 'offline' ? `nothing heard for ${options.mapping.silentAfterS} s` : '')
		const { message: _, ...rest } = beside
		return { ...rest, node, devices, ...(reason !== '' && { message: reason }) }
	}
	return {
		readings$: session.readings$,
		link,
		link$: merge(plc.link$, session.readings$, session.away$).pipe(
			throttleTime(LINK_EVERY_MS, undefined, { leading: true, trailing: true }),
			map(() => link(plc.link)),
		),
		commands: gate,
		close: async () => {
			gate.close()
			await session.close()
		},
	}
}
