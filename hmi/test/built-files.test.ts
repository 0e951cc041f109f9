import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { builtScreen } from './built-screen.ts'

const KB = 1024
let screen: Awaited<ReturnType<typeof builtScreen>>
let files: readonly { readonly name: string; readonly body: Buffer }[]

beforeAll(async () => {
	screen = await builtScreen()
	files = readdirSync(screen.folder, { recursive: true, withFileTypes: true })
		.filter((entry) => entry.isFile())
		.map((entry) => ({ name: entry.name, body: readFileSync(join(entry.parentPath, entry.name)) }))
})

afterAll(() => screen.remove())

const ending = (end: string) => files.filter((f) => f.name.endsWith(end))
const sum = (sizes: readonly number[]) => sizes.reduce((a, b) => a + b, 0)

describe('the built screen', () => {
	const packed = (some: typeof files) => sum(some.map((f) => gzipSync(f.body, { level: 9 }).length))
	/** What F6 to F9 load beside what is there already. */
	const isLater = ({ name }: { readonly name: string }) => /(lots|recipe|what-if|audit)-display/.test(name)

	it('keeps the script of F1 to F5 within 180 KB packed, that of F6 to F9 within 30 KB', () => {
		expect(packed(ending('.js').filter((f) => !isLater(f)))).toBeLessThan(180 * KB)
		expect(packed(ending('.js').filter(isLater))).toBeLessThan(30 * KB)
	})

	it('keeps its style within 10 KB packed', () => {
		expect(packed(ending('.css'))).toBeLessThan(10 * KB)
	})

	it('keeps the script that it begins with within 140 KB packed; what is loaded later comes on top', () => {
		const page = ending('.html')[0]?.body.toString() ?? ''
		const first = ending('.js').filter(({ name }) => page.includes(name))
		expect(first.length).toBeGreaterThan(0)
		expect(sum(first.map((f) => gzipSync(f.body, { level: 9 }).length))).toBeLessThan(140 * KB)
	})

	it('brings its own type, within 50 KB', () => {
		expect(ending('.woff2').length).toBe(2)
		expect(sum(ending('.woff2').map((f) => f.body.length))).toBeLessThan(50 * KB)
	})

	it('names no other host that a browser would ask', () => {
		for (const { name, body } of files.filter((f) => /\.(html|css|svg)$/.test(f.name)))
			expect([name, body.toString().match(/https?:\/\/(?!www\.w3\.org)[\w.]+/g)]).toEqual([name, null])
	})

	it('has no script and no style inside the page', () => {
		const page = ending('.html')[0]?.body.toString() ?? ''
		expect(page).not.toMatch(/<style|style=|<script(?![^>]* src=)/)
	})
})
