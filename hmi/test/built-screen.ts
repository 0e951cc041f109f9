import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { build } from 'vite'

const WEB = fileURLToPath(new URL('../web', import.meta.url))

/** Builds the screen as it stands now into a folder of its own, so that no test looks at an older one. */
export async function builtScreen(): Promise<{ readonly folder: string; readonly remove: () => void }> {
	const folder = mkdtempSync(join(tmpdir(), 'emberline-screen-'))
	const { NODE_ENV } = process.env
	// The test runner says `test`, which would give React's slow development build.
	process.env.NODE_ENV = 'production'
	try {
		await build({
			root: WEB,
			configFile: join(WEB, 'vite.config.ts'),
			logLevel: 'error',
			build: { outDir: folder, emptyOutDir: true },
		})
	} finally {
		process.env.NODE_ENV = NODE_ENV
	}
	return { folder, remove: () => rmSync(folder, { recursive: true, force: true }) }
}
