import type { Redis } from 'ioredis'
import type { Batch, Hands } from './carry-out.ts'
import { modelVersion } from './model-version.ts'
import { decoded, type Outcome } from './run.ts'
import { worked } from './worked.ts'

/** Redis cannot be reached or used as asked, or the workers at it are of no use. */
export class QueueError extends Error {
	/** `BAD_URL`: what was given is no Redis at all. */
	readonly code: 'QUEUE' | 'BAD_URL'

	constructor(message: string, options?: ErrorOptions & { readonly code?: 'QUEUE' | 'BAD_URL' }) {
		super(message, options)
		this.name = 'QueueError'
		this.code = options?.code ?? 'QUEUE'
	}
}

/** Batches wait in a queue of the model's version: a worker of another version sees none of them. */
const QUEUE_PREFIX = 'emberline-study'
/** Set of the workers at this Redis, `version id` with the time of their last sign of life. */
const WORKERS_KEY = 'emberline-study:workers'
const SIGN_OF_LIFE_MS = 2000
const GONE_AFTER_MS = 3 * SIGN_OF_LIFE_MS
/** Waits for a first worker, and for Redis to answer at all. */
const WORKER_WAIT_MS = 10_000
const CONNECT_MS = 3000
/** Batches that wait in Redis at once. */
const LANES = 64

/** `redis://` or `rediss://` with a host; throws a QueueError that does not repeat a password. */
export function redisUrl(text: string): URL {
	let url: URL | null = null
	try {
		url = new URL(text)
	} catch {
		// Told below.
	}
	if (url === null || !/^rediss?:$/.test(url.protocol) || url.hostname === '')
		throw new QueueError(
			`found ${url === null || url.password === '' ? `"${text}"` : 'a URL'} for the queue, expected redis://host:port or rediss://host:port`,
			{ code: 'BAD_URL' },
		)
	return url
}

/** A connection that has answered. Throws a QueueError when there is none within some seconds. */
async function connected(text: string): Promise<{ redis: Redis; place: string; url: URL }> {
	const url = redisUrl(text)
	const place = `${url.protocol}//${url.host}`
	const { Redis } = await import('ioredis')
	const redis = new Redis(text, {
		lazyConnect: true,
		connectTimeout: CONNECT_MS,
		maxRetriesPerRequest: null,
		retryStrategy: () => null,
	})
	let last: unknown
	redis.on('error', (error) => {
		last = error
	})
	try {
		await redis.connect()
		await redis.ping()
	} catch (cause) {
		redis.disconnect()
		const reason =
			last instanceof Error && last.message !== '' ? last.message : cause instanceof Error ? cause.message : String(cause)
		throw new QueueError(`found no Redis at ${place}: ${reason}. Expected one that answers: start it, or give another --queue.`, {
			cause,
		})
	}
	return { redis, place, url }
}

/** For BullMQ, which keeps connections of its own and wants these two. */
const connection = (url: string) => ({ url, maxRetriesPerRequest: null, enableReadyCheck: true })

/** Hands that are workers at a Redis. Throws a QueueError when Redis does not answer, or no worker of this model's version comes in time. */
export async function queueHands(text: string, waitMs = WORKER_WAIT_MS): Promise<Hands> {
	const version = modelVersion()
	const { redis, place } = await connected(text)
	try {
		await workersThere(redis, place, version, waitMs)
	} catch (error) {
		redis.disconnect()
		throw error
	}
	const name = `${QUEUE_PREFIX}-${version}`
	const { Queue, QueueEvents } = await import('bullmq')
	const queue = new Queue<Batch, (number | null)[][][]>(name, { connection: connection(text) })
	const events = new QueueEvents(name, { connection: connection(text) })
	// Each batch that waits listens.
	for (const each of [queue, events]) each.setMaxListeners(2 * LANES)
	// A Redis that goes away is told by the batch that waits for it.
	const lost: { told: ((error: Error) => void) | null } = { told: null }
	const gone = new Promise<never>((_, reject) => {
		lost.told = (cause) => reject(new QueueError(`lost the Redis at ${place}: ${cause.message}`, { cause }))
	})
	gone.catch(() => {})
	queue.on('error', (error) => lost.told?.(error))
	events.on('error', (error) => lost.told?.(error))
	await events.waitUntilReady()
	const alive = setInterval(() => {
		watch(redis, place, version).catch((error: Error) => lost.told?.(error))
	}, SIGN_OF_LIFE_MS)
	alive.unref()
	return {
		name: `workers at ${place}`,
		lanes: LANES,
		async work(batch) {
			const job = await queue.add('batch', batch, { removeOnComplete: { age: 60 }, removeOnFail: true, attempts: 1 })
			const outcomes = await Promise.race([job.waitUntilFinished(events), gone])
			return outcomes.map(decoded)
		},
		async close() {
			clearInterval(alive)
			lost.told = null
			await Promise.all([queue.close(), events.close()])
			redis.disconnect()
		},
	}
}

/** Who is at this Redis now, and of which version. */
async function versionsThere(redis: Redis): Promise<readonly string[]> {
	const since = Date.now() - GONE_AFTER_MS
	const there = await redis.zrangebyscore(WORKERS_KEY, since, '+inf')
	return there.map((member) => member.split(' ')[0] ?? '')
}

async function workersThere(redis: Redis, place: string, version: string, waitMs: number): Promise<void> {
	for (const untilMs = Date.now() + waitMs; ; ) {
		const there = await versionsThere(redis)
		if (there.includes(version)) return
		const others = [...new Set(there)]
		if (others.length > 0)
			throw new QueueError(
				`found workers of model version ${others.join(', ')} at ${place}, expected ${version}: start workers from the same source and the same Node, or run with --workers here.`,
			)
		if (Date.now() > untilMs)
			throw new QueueError(`found no worker at ${place}, expected at least one: start \`emberline worker --queue ${place}\`.`)
		await new Promise((resolve) => setTimeout(resolve, 200))
	}
}

async function watch(redis: Redis, place: string, version: string): Promise<void> {
	if (!(await versionsThere(redis)).includes(version))
		throw new Error(`the last worker of version ${version} at ${place} has gone`)
}

export interface StudyWorker {
	readonly version: string
	/** Runs worked so far. */
	readonly runs: () => number
	close(): Promise<void>
}

/** Works for studies queued at a Redis until closed. Throws a QueueError when Redis does not answer. `onError`: Redis was lost; the worker tries on. */
export async function startStudyWorker(
	text: string,
	{
		concurrency,
		work = worked,
		onError,
	}: {
		readonly concurrency: number
		/** Who does the runs of a batch: this thread, or a pool of threads. */
		readonly work?: (batch: Batch) => readonly Outcome[] | Promise<readonly Outcome[]>
		readonly onError: (error: Error) => void
	},
): Promise<StudyWorker> {
	const version = modelVersion()
	const { redis } = await connected(text)
	const member = `${version} ${crypto.randomUUID()}`
	let runs = 0
	const { Worker } = await import('bullmq')
	const worker = new Worker<Batch, readonly Outcome[]>(
		`${QUEUE_PREFIX}-${version}`,
		async ({ data }) => {
			const outcomes = await work(data)
			runs += data.runs.length
			return outcomes
		},
		{ connection: connection(text), concurrency, maxStalledCount: 100 },
	)
	worker.on('error', onError)
	await worker.waitUntilReady()
	const sign = async () => {
		await redis.zadd(WORKERS_KEY, Date.now(), member)
		await redis.zremrangebyscore(WORKERS_KEY, '-inf', Date.now() - 10 * GONE_AFTER_MS)
	}
	await sign()
	const timer = setInterval(() => sign().catch(onError), SIGN_OF_LIFE_MS)
	return {
		version,
		runs: () => runs,
		async close() {
			clearInterval(timer)
			await worker.close()
			await redis.zrem(WORKERS_KEY, member).catch(() => {})
			redis.disconnect()
		},
	}
}
