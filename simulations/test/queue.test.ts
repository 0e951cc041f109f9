import { type ChildProcess, spawn } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Redis } from 'ioredis'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { modelVersion, ownHands, parseStudy, queueHands, runStudy, startStudyWorker, studyPartsOf } from '../src/index.ts'

const folder = mkdtempSync(join(tmpdir(), 'emberline-queue-'))
let redis: ChildProcess
let url: string

const freePort = () =>
	new Promise<number>((resolve) => {
		const server = createServer().listen(0, '127.0.0.1', () => {
			const address = server.address()
			server.close(() => resolve(typeof address === 'object' && address !== null ? address.port : 0))
		})
	})

beforeAll(async () => {
	const port = await freePort()
	url = `redis://127.0.0.1:${port}`
	redis = spawn(
		'redis-server',
		['--port', String(port), '--bind', '127.0.0.1', '--save', '', '--dir', folder, '--maxmemory-policy', 'noeviction'],
		{
			stdio: ['ignore', 'pipe', 'inherit'],
		},
	)
	for await (const chunk of redis.stdout!) if (String(chunk).includes('Ready to accept connections')) break
})
afterAll(() => {
	redis.kill()
	rmSync(folder, { recursive: true, force: true })
})

const TEXT = `kind: study
name: queued
title: Queued
line: pilot
recipe: htr-bisb
method: latin-hypercube
draws: 6
points: 40
vary:
  webSpeed: { from: 40 mm/s, to: 60 mm/s }
  dryLoading: { from: 80 g/m2, to: 140 g/m2 }
`
const study = parseStudy(TEXT, 'queued.yaml')
const parts = studyPartsOf(study, 'queued.yaml')

describe('a queue of studies at a real Redis', () => {
	it('gives the same to the bit with two workers as this process alone', async () => {
		const alone = await runStudy(study, parts, { hands: ownHands(), cache: join(folder, 'alone') })
		const errors: Error[] = []
		const workers = await Promise.all(
			[1, 2].map(() => startStudyWorker(url, { concurrency: 1, onError: (error) => errors.push(error) })),
		)
		const hands = await queueHands(url)
		const queued = await runStudy(study, parts, { hands, cache: join(folder, 'queued') })
		await hands.close()
		const runs = workers.map((worker) => worker.runs())
		await Promise.all(workers.map((worker) => worker.close()))
		expect(queued.findings).toEqual(alone.findings)
		const log = (name: string) =>
			readFileSync(join(folder, name, 'runs.jsonl'), 'utf8')
				.trimEnd()
				.split('\n')
				.sort()
		expect(log('queued')).toEqual(log('alone'))
		expect(runs.reduce((sum, each) => sum + each, 0)).toBe(40)
		expect(Math.min(...runs)).toBeGreaterThan(0)
		expect(errors).toEqual([])
	}, 180_000)

	it('tells early that there is no worker, or only one of another version', async () => {
		await expect(queueHands(url, 500)).rejects.toThrow(
			`found no worker at ${url}, expected at least one: start \`emberline worker --queue ${url}\``,
		)
		const other = new Redis(url)
		await other.zadd('emberline-study:workers', Date.now(), '0123456789abcdef somebody')
		await expect(queueHands(url, 500)).rejects.toThrow(
			`found workers of model version 0123456789abcdef at ${url}, expected ${modelVersion()}: start workers from the same source and the same Node`,
		)
		await other.del('emberline-study:workers')
		other.disconnect()
	})

	it('tells a Redis that is not there and a URL that is none, without a password that stands in it', async () => {
		const port = await freePort()
		await expect(queueHands(`redis://:secret@127.0.0.1:${port}`)).rejects.toThrow(
			`found no Redis at redis://127.0.0.1:${port}: connect ECONNREFUSED`,
		)
		await expect(startStudyWorker(`redis://127.0.0.1:${port}`, { concurrency: 1, onError: () => {} })).rejects.toThrow(
			'found no Redis at',
		)
		await expect(queueHands('mqtt://broker')).rejects.toThrow('found "mqtt://broker" for the queue, expected redis://host:port')
		await expect(queueHands('http://:secret@redis')).rejects.not.toThrow('secret')
	})

	it('fails, and does not wait for ever, when the last worker goes away', async () => {
		const worker = await startStudyWorker(url, { concurrency: 1, onError: () => {}, work: () => new Promise(() => {}) })
		const hands = await queueHands(url)
		const asked = runStudy(study, parts, { hands, cache: null })
		const told = expect(asked).rejects.toThrow('the last worker of version')
		const there = new Redis(url)
		await there.del('emberline-study:workers')
		// The worker signs on every two seconds: it must not again.
		await there.call('ACL', 'SETUSER', 'default', '-zadd')
		await told
		await there.call('ACL', 'SETUSER', 'default', '+zadd')
		there.disconnect()
		await hands.close()
		void worker
	}, 60_000)
})
