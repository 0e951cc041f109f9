import { defineConfig } from 'vitest/config'

export default defineConfig({
	test: {
		include: ['*/src/**/*.test.ts', '*/test/**/*.test.ts', '*/web/**/*.test.ts'],
		globalSetup: './.ci/services.ts',
		reporters: ['default', './.ci/summary-reporter.ts'],
		testTimeout: 60_000,
		hookTimeout: 120_000,
		maxWorkers: 2,
		benchmark: { include: ['*/src/**/*.bench.ts', 'bench/**/*.bench.ts'] },
	},
})
