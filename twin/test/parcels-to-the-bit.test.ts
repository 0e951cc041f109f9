import { Worker } from 'node:worker_threads'
import { expect, it } from 'vitest'
import { parcelsToTheBit } from './parcels-to-the-bit.ts'

/** A worker thread of Node itself, which reads TypeScript by tsx. */
const IN_WORKER = `
	const { parentPort, workerData } = require('node:worker_threads')
	import('tsx/esm/api')
		.then(({ tsImport }) => tsImport(workerData, workerData))
		.then(({ parcelsToTheBit }) => parentPort.postMessage(parcelsToTheBit()))`

const inWorker = (): Promise<Uint8Array> =>
	new Promise((resolve, reject) => {
		const worker = new Worker(IN_WORKER, { eval: true, workerData: new URL('./parcels-to-the-bit.ts', import.meta.url).href })
		worker.once('message', resolve)
		worker.once('error', reject)
		worker.once('exit', () => reject(new Error('the worker ended without an answer')))
	})

it('50 parcels end the same to the last bit when they are carried again and in two worker threads', async () => {
	const here = Buffer.from(parcelsToTheBit())
	expect(here.length).toBeGreaterThan(50 * 8 * 100)
	expect(new Set(new Float64Array(here.buffer, here.byteOffset, here.length / 8)).size).toBeGreaterThan(1000)
	const others = [parcelsToTheBit(), ...(await Promise.all([inWorker(), inWorker()]))]
	for (const other of others) expect(here.equals(Buffer.from(other))).toBe(true)
})
