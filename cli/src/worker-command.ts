import { once } from 'node:events'
import { Command, InvalidArgumentError } from 'commander'
import { say } from './say.ts'

export function workerCommand(): Command {
	return new Command('worker')
		.description('works for studies queued from elsewhere, until it is ended')
		.requiredOption('--queue <url>', 'Redis at which the studies queue their runs: redis://host:6379')
		.option('--workers <n>', 'worker threads', wholeNumber, 1)
		.addHelpText(
			'after',
			`
A worker takes runs of studies of its own version only: the same source, the same Node.

Example:
  emberline worker --queue redis://10.0.0.5:6379 --workers 4`,
		)
		.action(async (options: { queue: string; workers: number }) => {
			const { startStudyWorker, threads } = await import('@emberline/simulations')
			const pool = threads(options.workers)
			try {
				const worker = await startStudyWorker(options.queue, {
					concurrency: options.workers,
					work: (batch) => pool.work(batch),
					onError: (error) => process.stderr.write(`queue: ${error.message}\n`),
				})
				say(`Working with ${options.workers} ${options.workers === 1 ? 'thread' : 'threads'}, model version ${worker.version}`)
				await Promise.race([once(process, 'SIGINT'), once(process, 'SIGTERM')])
				await worker.close()
				say(`Ended after ${worker.runs()} runs`)
			} finally {
				await pool.close()
			}
		})
}

function wholeNumber(text: string): number {
	const value = Number(text)
	if (!Number.isInteger(value) || value < 1 || value > 256)
		throw new InvalidArgumentError('expected a whole number from 1 to 256')
	return value
}
