import { type Browser, chromium, type Page } from 'playwright-core'

const ARGUMENTS = [
	'--no-sandbox',
	'--disable-gpu',
	'--disable-quic',
	'--no-first-run',
	'--disable-background-networking',
	'--disable-component-update',
	'--disable-sync',
]

/** The Chromium of the system, with a profile of its own that goes with it. */
export function startBrowser(): Promise<Browser> {
	return chromium.launch({ executablePath: process.env.EMBERLINE_CHROMIUM ?? '/usr/bin/chromium', args: ARGUMENTS })
}

export interface WatchedPage {
	readonly page: Page
	/** Console errors and warnings, exceptions, breaches of the content policy. */
	readonly complaints: string[]
	/** Hosts of every request and socket. */
	readonly hosts: Set<string>
}

/** A page that notes everything a page of ours must never do. */
export async function openPage(
	browser: Browser,
	url: string,
	size: { readonly width: number; readonly height: number } = { width: 1920, height: 1080 },
	before: (page: Page) => Promise<void> = async () => {},
): Promise<WatchedPage> {
	const page = await browser.newPage({ viewport: size })
	await before(page)
	page.setDefaultTimeout(10_000)
	const complaints: string[] = []
	const hosts = new Set<string>()
	page.on('console', (message) => {
		if (['error', 'warning'].includes(message.type())) complaints.push(`${message.type()}: ${message.text()}`)
	})
	page.on('pageerror', (error) => complaints.push(`exception: ${error.message}`))
	page.on('request', (request) => hosts.add(new URL(request.url()).host))
	page.on('websocket', (socket) => hosts.add(new URL(socket.url()).host))
	await page.addInitScript(() => {
		document.addEventListener('securitypolicyviolation', (event) => console.error(`policy: ${event.violatedDirective}`))
	})
	await page.goto(url)
	return { page, complaints, hosts }
}

/** Share of pixels that are saturated: HSV saturation over 0.35 and value over 0.24. */
export async function saturatedShare(browser: Browser, png: Buffer): Promise<number> {
	const page = await browser.newPage()
	try {
		return await page.evaluate(async (data) => {
			const image = new Image()
			image.src = `data:image/png;base64,${data}`
			await image.decode()
			const canvas = new OffscreenCanvas(image.width, image.height)
			const context = canvas.getContext('2d')
			if (context === null) throw new Error('no canvas')
			context.drawImage(image, 0, 0)
			const { data: rgba } = context.getImageData(0, 0, image.width, image.height)
			let saturated = 0
			for (let k = 0; k < rgba.length; k += 4) {
				const [r = 0, g = 0, b = 0] = [rgba[k], rgba[k + 1], rgba[k + 2]]
				const most = Math.max(r, g, b)
				if (most > 0.24 * 255 && (most - Math.min(r, g, b)) / most > 0.35) saturated++
			}
			return saturated / (image.width * image.height)
		}, png.toString('base64'))
	} finally {
		await page.close()
	}
}

/** What an indicator says to a screen reader, by the start of its label. */
export function indicator(page: Page, label: string) {
	return page.locator(`.indicator[aria-label^="${label}"]`)
}

/** Pixels that differ between two pictures; all of them where their sizes do. */
export async function differingPixels(browser: Browser, a: Buffer, b: Buffer): Promise<number> {
	const page = await browser.newPage()
	try {
		return await page.evaluate(
			async (pictures) => {
				const data: Uint8ClampedArray[] = []
				for (const picture of pictures) {
					const image = new Image()
					image.src = `data:image/png;base64,${picture}`
					await image.decode()
					const context = new OffscreenCanvas(image.width, image.height).getContext('2d')
					if (context === null) throw new Error('no canvas')
					context.drawImage(image, 0, 0)
					data.push(context.getImageData(0, 0, image.width, image.height).data)
				}
				const [one, other] = data
				if (one === undefined || other === undefined) throw new Error('two pictures are needed')
				if (one.length !== other.length) return Math.max(one.length, other.length) / 4
				let differing = 0
				for (let k = 0; k < one.length; k += 4)
					if (one[k] !== other[k] || one[k + 1] !== other[k + 1] || one[k + 2] !== other[k + 2]) differing++
				return differing
			},
			[a.toString('base64'), b.toString('base64')],
		)
	} finally {
		await page.close()
	}
}
