import type { Browser, Page } from 'playwright-core'
import { openPage } from './browser.ts'
import { FakePlant } from './fake-plant.ts'
import { countTimers, figuresSession, noteBatches, type PageFigures, pageFigures } from './page-figures.ts'

/** Plant time between two batches of a pressed run, ms: as in a real one. */
const PLANT_STEP_MS = 100
const BATCH_MS = 2

export interface LongRun {
	readonly batches: number
	/** One at each of so many batches, in their order. */
	readonly at: readonly { readonly batch: number; readonly figures: PageFigures }[]
	readonly complaints: readonly string[]
}

/** So many batches, as fast as page and server go, through the overview; `marks`: batches at which the page is weighed. */
export async function longRun(
	browser: Browser,
	screenFolder: string,
	marks: readonly number[],
	say: (line: string) => void = () => {},
): Promise<LongRun> {
	const plant = new FakePlant()
	let plantMs = Date.now()
	const server = await plant.serve({ screenFolder, batchMs: BATCH_MS })
	plant.push(plantMs)
	const watched = await openPage(browser, server.url, undefined, async (fresh) => {
		await countTimers(fresh)
		await noteBatches(fresh)
	})
	const { page } = watched
	const session = await figuresSession(page)
	await page.locator('.indicator').first().waitFor()
	const firstSeq = await seqOf(page)
	let pushing = true
	const push = async (): Promise<void> => {
		while (pushing) {
			plantMs += PLANT_STEP_MS
			plant.push(plantMs)
			// A batch is cut on a timer of its own: what is pushed in between goes with it.
			await new Promise((resolve) => setTimeout(resolve, BATCH_MS))
		}
	}
	const pushed = push()
	const at: { batch: number; figures: PageFigures }[] = []
	try {
		for (const mark of marks) {
			let seen = 0
			while (seen < mark) {
				await new Promise((resolve) => setTimeout(resolve, 200))
				seen = (await seqOf(page)) - firstSeq
			}
			const figures = await pageFigures(page, session)
			at.push({ batch: seen, figures })
			say(
				`${seen} batches: heap ${(figures.heapBytes / 1e6).toFixed(2)} MB, ${figures.nodes} nodes, ${figures.listeners} listeners, ${figures.timers} timers`,
			)
		}
	} finally {
		pushing = false
		await pushed
		await page.close()
		await server.close()
	}
	return { batches: at.at(-1)?.batch ?? 0, at, complaints: watched.complaints }
}

/** Number of the newest batch that reached the page, as its socket saw it. */
async function seqOf(page: Page): Promise<number> {
	return page.evaluate(() => (globalThis as unknown as { newestSeq?: number }).newestSeq ?? 0)
}
