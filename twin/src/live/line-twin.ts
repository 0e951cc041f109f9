import { type Observable, Subject } from 'rxjs'
import type { LineMachinesSnapshot } from '../line/line-machines.ts'
import type { PackTold } from '../line/pack-arrays.ts'
import type { Fault, Health, LineCommand, LineFrame, Reading, Tick } from '../port.ts'
import type { Posterior } from './posterior.ts'
import { TwinCore } from './twin-core.ts'
import type { TwinEstimates } from './twin-estimates.ts'
import type { TwinOptions, TwinSnapshot } from './twin-snapshot.ts'
import { readTwinSnapshot } from './twin-snapshot-read.ts'

/** A live twin of a line: the port's inputs and outputs. Its streams never error, and nothing that comes in can end them. */
export interface LineTwin {
	/** What the plant says; taken up at the next tick, at the time when it was measured. */
	readings(batch: readonly Reading[]): void
	command(command: LineCommand): void
	/** Plant time goes on; one frame for each tick. `withWeb` false: nobody will look at the profile of its web, and it is left empty. */
	tick(tick: Tick, withWeb?: boolean): void
	readonly frames$: Observable<LineFrame>
	readonly faults$: Observable<Fault>
	health(): { readonly health: Health; readonly reason: string }
	/** What forecast and what-if start from; null before the twin has taken the plant up. */
	posterior(): Posterior | null
	/** What is not in every frame: what is behind the tags, slow parameters, and web that left since the tick before. */
	estimates(): TwinEstimates
	/** Line and stations with all that their machines wait for, as of the last tick. */
	machines(): LineMachinesSnapshot
	/** What the line is set to when it runs, and what was last asked of its mode and state (command numbers, 0 for none). */
	inForce(): Omit<PackTold, 'frame'>
	/** Everything, as JSON. */
	snapshot(): TwinSnapshot
	/** Completes both streams. */
	close(): void
}

/**
 * The live twin of a line. Deterministic: the same inputs in the same order give the same frames. `from` goes on where another twin of the
 * same line was; throws as `readTwinSnapshot` does.
 */
export function createLineTwin(options: TwinOptions, from?: TwinSnapshot): LineTwin {
	const core = new TwinCore(options, from === undefined ? undefined : readTwinSnapshot(options, from))
	const frames = new Subject<LineFrame>()
	const faults = new Subject<Fault>()
	return {
		readings: (batch) => core.readings(batch),
		command: (command) => core.command(command),
		tick: ({ tMs }, withWeb) => {
			const frame = core.tick(tMs, withWeb)
			for (const fault of frame.faults) faults.next(fault)
			frames.next(frame)
		},
		frames$: frames.asObservable(),
		faults$: faults.asObservable(),
		health: () => ({ health: core.verdict.health, reason: core.verdict.reason }),
		posterior: () => core.posterior(),
		estimates: () => core.estimates(),
		machines: () => core.machines,
		inForce: () => core.inForce,
		snapshot: () => core.snapshot(),
		close: () => {
			frames.complete()
			faults.complete()
		},
	}
}
