import type { CDPSession, Page } from 'playwright-core'

/** What a page costs, as the browser counts it. */
export interface PageFigures {
	/** After a collection, bytes. */
	readonly heapBytes: number
	/** Of all documents, detached ones too. */
	readonly nodes: number
	readonly listeners: number
	/** Time that the main thread was busy since it began, s. */
	readonly taskS: number
	/** Timers that run now: intervals, and timeouts that are due. */
	readonly timers: number
}

/** Notes the number of every batch and the server's time in it as they come off the socket. Before the page is opened. */
export async function noteBatches(page: Page): Promise<void> {
	await page.addInitScript(() => {
		const own = globalThis as unknown as { newestSeq: number; newestServerMs: number }
		own.newestSeq = 0
		const Plain = globalThis.WebSocket
		globalThis.WebSocket = class extends Plain {
			constructor(...given: ConstructorParameters<typeof Plain>) {
				super(...given)
				this.addEventListener('message', ({ data }) => {
					const found = typeof data === 'string' ? /^42\["batch",\{"seq":(\d+),"serverMs":(\d+)/.exec(data) : null
					if (found === null) return
					own.newestSeq = Number(found[1])
					own.newestServerMs = Number(found[2])
				})
			}
		}
	})
}

/** Counts timers. Before the page is opened. */
export async function countTimers(page: Page): Promise<void> {
	await page.addInitScript(() => {
		const own = globalThis as unknown as Record<string, (...args: unknown[]) => unknown> & { liveTimers: Set<unknown> }
		own.liveTimers = new Set()
		for (const [start, end, repeats] of [
			['setInterval', 'clearInterval', true],
			['setTimeout', 'clearTimeout', false],
		] as const) {
			const began = own[start]?.bind(globalThis)
			const ended = own[end]?.bind(globalThis)
			if (began === undefined || ended === undefined) throw new Error(`no ${start}`)
			own[start] = (work: unknown, ...rest: unknown[]) => {
				const id: unknown = began(
					(...args: unknown[]) => {
						if (!repeats) own.liveTimers.delete(id)
						if (typeof work === 'function') work(...args)
					},
					...rest,
				)
				own.liveTimers.add(id)
				return id
			}
			own[end] = (id: unknown) => {
				own.liveTimers.delete(id)
				return ended(id)
			}
		}
	})
}

export async function pageFigures(page: Page, session: CDPSession): Promise<PageFigures> {
	// Twice: what finalizers let go in the first goes in the second.
	for (let k = 0; k < 2; k++) await session.send('HeapProfiler.collectGarbage')
	const { metrics } = await session.send('Performance.getMetrics')
	const of = (name: string) => metrics.find((metric) => metric.name === name)?.value ?? Number.NaN
	const timers = await page.evaluate(() => (globalThis as unknown as { liveTimers?: Set<unknown> }).liveTimers?.size ?? 0)
	return {
		heapBytes: of('JSHeapUsedSize'),
		nodes: of('Nodes'),
		listeners: of('JSEventListeners'),
		taskS: of('TaskDuration'),
		timers,
	}
}

export async function figuresSession(page: Page): Promise<CDPSession> {
	const session = await page.context().newCDPSession(page)
	await session.send('Performance.enable')
	await session.send('HeapProfiler.enable')
	return session
}
