import type { Reporter, TestModule } from 'vitest/node'

/** Prints the last line of `npm test`. A file that cannot be loaded counts as one failure, so nothing fails unseen, and a test
 *  that passed at its second try is named before it. */
export default class SummaryReporter implements Reporter {
	onTestRunEnd(modules: readonly TestModule[], unhandledErrors: readonly unknown[]): void {
		let passed = 0
		let failed = unhandledErrors.length
		let skipped = 0
		const secondTry: string[] = []
		for (const module of modules) {
			failed += module.errors().length
			for (const test of module.children.allTests()) {
				const state = test.result().state
				if (test.diagnostic()?.flaky) secondTry.push(`${module.relativeModuleId} > ${test.fullName}`)
				if (state === 'passed') passed++
				else if (state === 'failed') failed++
				else skipped++
			}
		}
		// Printed at exit, after every other reporter has had its say.
		process.once('exit', () => {
			for (const name of secondTry) process.stdout.write(`passed at the second try only: ${name}\n`)
			process.stdout.write(`${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}\n`)
		})
	}
}
