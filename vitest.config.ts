import { defineConfig } from 'vitest/config'

export default defineConfig({
	test: {
		// Tests over a real broker, database or browser have real deadlines, so a machine that stops for two seconds fails
		// them: they get one more try, and each that needed it is named at the end. The others get none.
		projects: [
			{
				extends: true,
				test: {
					name: 'units',
					include: ['*/src/**/*.test.ts', '*/web/**/*.test.ts'],
					benchmark: { include: ['*/src/**/*.bench.ts', 'bench/**/*.bench.ts'] },
				},
			},
			{ extends: true, test: { name: 'wire', include: ['*/test/**/*.test.ts'], retry: 1, benchmark: { include: [] } } },
		],
		globalSetup: './.ci/services.ts',
		reporters: ['default', './.ci/summary-reporter.ts'],
		testTimeout: 60_000,
		hookTimeout: 120_000,
		maxWorkers: 2,
	},
})
