import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import type { Page } from 'playwright-core'

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')

/** What axe finds against WCAG 2.2 A and AA on the page as it stands. */
export async function violations(page: Page): Promise<readonly string[]> {
	await page.evaluate(AXE)
	return page.evaluate(async () => {
		const { axe } = window as unknown as {
			axe: { run(options: object): Promise<{ violations: { id: string; nodes: { html: string; failureSummary: string }[] }[] }> }
		}
		const tags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa']
		const found = await axe.run({ runOnly: { type: 'tag', values: tags } })
		return found.violations.map(
			({ id, nodes }) =>
				`${id}: ${nodes.map(({ html, failureSummary }) => `${html.slice(0, 120)} (${failureSummary.slice(0, 160)})`).join(' | ')}`,
		)
	})
}
