import { keyOf, type ResultLog } from './result-log.ts'
import { costS, type Method, type Outcome, type Run, type Setting, type Settings } from './run.ts'

/** Runs that go to a worker together, with what they take place on. */
export interface Batch {
	readonly settings: Readonly<Record<string, Setting>>
	readonly runs: readonly Run[]
}

/** Who carries batches out. */
export interface Hands {
	/** For the manifest: who that is. */
	readonly name: string
	/** Batches that are worth having under way at once. */
	readonly lanes: number
	work(batch: Batch): Promise<readonly Outcome[]>
	close(): Promise<void>
}

export interface Carried<T> {
	readonly result: T
	readonly runs: number
	/** Of these, found in the cache. */
	readonly cached: number
}

/** Work of one batch [s of one core]: enough that handing it over costs little, little enough that a crash loses little. */
const BATCH_S = { least: 0.05, most: 0.4 } as const
/** A batch is this share of a lane's part of what is left, so that the last ones are small and all lanes end together. */
const SHARE_OF_LEFT = 0.5

/** Carries a method out to its result. Runs that the log knows are not made again; others are written to it batch by batch. */
export async function carryOut<T>(
	method: Method<T>,
	{
		settings,
		hands,
		log,
		version,
		onRuns,
		signal,
	}: {
		readonly settings: Settings
		readonly hands: Hands
		readonly log: ResultLog
		readonly version: string
		/** Runs done so far. */
		readonly onRuns: (count: number) => void
		/** Aborted, no further batch is begun and the reason is thrown. */
		readonly signal?: AbortSignal
	},
): Promise<Carried<T>> {
	let runs = 0
	let cached = 0
	let step = method.next()
	while (!step.done) {
		const asked = step.value
		const keys = asked.map((run) => keyOf(version, run))
		const missing = new Map(asked.map((run, n) => [keys[n]!, run] as const).filter(([key]) => log.get(key) === undefined))
		cached += asked.length - missing.size
		let done = runs + asked.length - missing.size
		await inLanes(batchesOf([...missing], hands.lanes), hands.lanes, async (entries) => {
			signal?.throwIfAborted()
			const batch = { settings: settingsOf(entries, settings), runs: entries.map(([, run]) => run) }
			const outcomes = await hands.work(batch)
			log.add(entries.map(([key], n) => [key, outcomes[n]!]))
			done += entries.length
			onRuns(done)
		})
		runs += asked.length
		onRuns(runs)
		step = method.next(keys.map((key) => log.get(key)!))
	}
	return { result: step.value, runs, cached }
}

type Entry = readonly [string, Run]

function batchesOf(entries: readonly Entry[], lanes: number): Entry[][] {
	const batches: Entry[][] = []
	let leftS = entries.reduce((sum, [, run]) => sum + costS(run), 0)
	let room = 0
	for (const entry of entries) {
		const cost = costS(entry[1])
		if (room < cost || batches.length === 0) {
			batches.push([])
			room = Math.min(BATCH_S.most, Math.max(BATCH_S.least, (SHARE_OF_LEFT * leftS) / lanes))
		}
		batches.at(-1)!.push(entry)
		room -= cost
		leftS -= cost
	}
	return batches
}

const settingsOf = (entries: readonly Entry[], settings: Settings): Record<string, Setting> =>
	Object.fromEntries([...new Set(entries.map(([, run]) => run.setting))].map((id) => [id, settings.get(id)]))

/** Works through a list, so many at once; the first failure ends it. */
async function inLanes<T>(list: readonly T[], lanes: number, work: (item: T) => Promise<void>): Promise<void> {
	let next = 0
	const lane = async () => {
		while (next < list.length) await work(list[next++]!)
	}
	await Promise.all(Array.from({ length: Math.min(lanes, list.length) }, lane))
}
