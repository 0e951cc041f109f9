import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { extname, join, relative, sep } from 'node:path'
import { fileURLToPath } from 'node:url'
import { gzipSync } from 'node:zlib'
import { HmiError } from './errors.ts'

export interface ScreenFile {
	readonly type: string
	readonly body: Buffer
	/** Absent where packing does not help (fonts). */
	readonly gzip?: Buffer
	/** Its name changes with its content, so it may be kept for ever. */
	readonly immutable: boolean
}

const TYPES: Readonly<Record<string, string>> = {
	'.html': 'text/html; charset=utf-8',
	'.js': 'text/javascript; charset=utf-8',
	'.css': 'text/css; charset=utf-8',
	'.svg': 'image/svg+xml',
	'.woff2': 'font/woff2',
	'.json': 'application/json; charset=utf-8',
}

export const BUILT_SCREEN = fileURLToPath(new URL('../dist', import.meta.url))

/**
 * The built screen, read once by URL path. What is not in this map does not exist for a browser,
 * so no request can name a file outside it.
 */
export function readScreenFiles(folder: string = BUILT_SCREEN): ReadonlyMap<string, ScreenFile> {
	if (!existsSync(join(folder, 'index.html'))) {
		throw new HmiError(
			'SCREEN_NOT_BUILT',
			`The screen is not built: ${folder} has no index.html. Run: npm run build -w @emberline/hmi`,
		)
	}
	const files = new Map<string, ScreenFile>()
	for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
		if (!entry.isFile()) continue
		const file = join(entry.parentPath, entry.name)
		const type = TYPES[extname(entry.name)]
		if (type === undefined) continue
		const path = `/${relative(folder, file).split(sep).join('/')}`
		const body = readFileSync(file)
		const packed = type.startsWith('font/') ? undefined : gzipSync(body, { level: 9 })
		const immutable = path.startsWith('/assets/')
		files.set(path, { type, body, immutable, ...(packed && { gzip: packed }) })
	}
	const index = files.get('/index.html')
	if (index !== undefined) files.set('/', index)
	return files
}
