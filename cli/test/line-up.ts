import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Batch, Beat, Snapshot } from '@emberline/hmi/contract'
import type { Forecast, LineFrame } from '@emberline/twin'
import { io, type Socket } from 'socket.io-client'
import { type RunningLine, type RunOptions, startRun } from '../src/run.ts'

export interface LineUp {
	readonly run: RunningLine
	/** Newest frame and forecasts since the start. */
	frame(): LineFrame | null
	readonly forecasts: readonly Forecast[]
	close(): Promise<void>
}

/** A live run on ports and a folder of its own. */
export async function lineUp(options: Partial<RunOptions> = {}): Promise<LineUp> {
	const folder = mkdtempSync(join(tmpdir(), 'emberline-run-'))
	const run = await startRun({
		line: 'line1',
		historian: `embedded:${folder}`,
		plc: 'simulated',
		host: '127.0.0.1',
		port: 0,
		brokerPort: 0,
		speed: 1,
		start: 'running',
		seed: 1,
		...options,
	})
	let newest: LineFrame | null = null
	const forecasts: Forecast[] = []
	run.twin.frames$.subscribe((frame) => {
		newest = frame
	})
	run.forecasts$.subscribe((forecast) => forecasts.push(forecast))
	return {
		run,
		frame: () => newest,
		forecasts,
		close: async () => {
			await run.close()
			rmSync(folder, { recursive: true, force: true })
		},
	}
}

/** A browser's socket without the browser: what the screen is sent. */
export class ScreenSocket {
	readonly #socket: Socket
	snapshot: Snapshot | null = null
	batches: Batch[] = []
	beat: Beat | null = null
	/** Newest value of each tag, by its name. */
	readonly values = new Map<string, { readonly value: unknown; readonly quality: number }>()

	constructor(url: string) {
		this.#socket = io(url, { transports: ['websocket'], reconnection: true })
		this.#socket.on('snapshot', (snapshot: Snapshot) => {
			this.snapshot = snapshot
			this.#take(snapshot.tags)
		})
		this.#socket.on('batch', (batch: Batch) => {
			this.batches.push(batch)
			if (batch.tags) this.#take(batch.tags)
		})
		this.#socket.on('beat', (beat: Beat) => {
			this.beat = beat
		})
	}

	get link(): Snapshot['link'] | null {
		return this.batches.findLast((batch) => batch.link !== undefined)?.link ?? this.snapshot?.link ?? null
	}

	close(): void {
		this.#socket.close()
	}

	#take(part: Snapshot['tags']): void {
		part.i.forEach((index, k) => {
			const name = this.snapshot?.display.tags[index]?.name
			if (name !== undefined) this.values.set(name, { value: part.v[k], quality: part.q[k] ?? -1 })
		})
	}
}
