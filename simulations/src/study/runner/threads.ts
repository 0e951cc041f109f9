import { fileURLToPath } from 'node:url'
import { Piscina } from 'piscina'
import type { Batch, Hands } from './carry-out.ts'
import type { Outcome } from './run.ts'
import { worked } from './worked.ts'

/** In this thread, with the event loop let in between two batches. */
export const ownHands = (): Hands => ({
	name: 'this process',
	lanes: 1,
	work: async (batch) => {
		await new Promise((resolve) => setImmediate(resolve))
		return worked(batch)
	},
	close: async () => {},
})

/** So many worker threads. `behind`: they start with their first batch and give way to all other threads of this process where the system can do that. */
export function threads(count: number, { behind = false } = {}): Hands {
	const pool = new Piscina<Batch, readonly Outcome[]>({
		filename: fileURLToPath(new URL('./thread.js', import.meta.url)),
		minThreads: behind ? 0 : count,
		maxThreads: count,
		idleTimeout: 60_000,
	})
	return {
		name: `${count} worker ${count === 1 ? 'thread' : 'threads'}`,
		// One more than there are threads, so that none waits for the log to be written.
		lanes: behind ? count : count + 1,
		work: (batch) => pool.run(batch, { name: behind ? 'workedBehind' : 'worked' }),
		close: () => pool.destroy(),
	}
}
