import { figureOf } from './figures.ts'
import type { Finding, StudyFindings } from './findings.ts'

/** What stands in a report besides the findings: the very texts that were run. */
export interface ReportTexts {
	readonly title: string
	readonly study: string
	/** Text of each scenario that the study names, by its name. */
	readonly scenarios: Readonly<Record<string, string>>
	readonly manifest: object
}

/** report.html: one file that needs no other. The answer first, then figures and tables, then what was asked and by what. */
export function reportHtml({ says, findings }: StudyFindings, texts: ReportTexts): string {
	const small = findings.filter((finding) => finding.kind === 'scatter')
	const large = findings.filter((finding) => finding.kind !== 'scatter')
	return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>${escaped(texts.title)}</title>
<style>
body{font:15px/1.5 system-ui,sans-serif;color:#2b2f33;max-width:960px;margin:2em auto;padding:0 1em}
h1{font-size:1.6em;margin-bottom:.3em}h2{font-size:1.15em;margin:2em 0 .4em}
.says{font-size:1.1em;background:#f3f6f8;border-left:5px solid #0072b2;padding:.6em 1em;margin:1em 0}.says p{margin:.35em 0}
table{border-collapse:collapse;margin:.6em 0;font-size:.92em}td,th{border-bottom:1px solid #dfe3e6;padding:3px 12px 3px 0;text-align:left}
td:not(:first-child){font-variant-numeric:tabular-nums}tr.over td{background:#fdeee6}
svg{max-width:100%;height:auto;display:block}.pair{display:grid;grid-template-columns:repeat(auto-fit,minmax(400px,1fr));gap:8px}
.pair h2{font-size:.95em;margin:.8em 0 0;font-weight:600}.note{color:#60676d;font-size:.88em;margin:.2em 0}
pre{background:#f6f7f8;padding:1em;overflow:auto;font-size:.85em}details{margin:.8em 0}summary{cursor:pointer;font-weight:600}
</style></head><body>
<h1>${escaped(texts.title)}</h1>
<div class="says">${says.map((line) => `<p>${escaped(line)}</p>`).join('')}</div>
${large.map(section).join('\n')}
${small.length === 0 ? '' : `<div class="pair">${small.map((finding) => `<div>${section(finding)}</div>`).join('')}</div>`}
<h2>What was asked</h2><pre>${escaped(texts.study)}</pre>
${Object.entries(texts.scenarios)
	.map(([name, text]) => `<details><summary>Scenario ${escaped(name)}</summary><pre>${escaped(text)}</pre></details>`)
	.join('\n')}
<h2>Manifest</h2><pre>${escaped(JSON.stringify(texts.manifest, null, 2))}</pre>
</body></html>
`
}

function section(finding: Finding): string {
	const figure = figureOf(finding)
	const note = 'note' in finding && finding.note !== undefined ? `<p class="note">${escaped(finding.note)}</p>` : ''
	return `<h2>${escaped(finding.title)}</h2>${figure ?? (finding.kind === 'table' ? tableOf(finding) : '')}${note}`
}

const cells = (tag: 'td' | 'th', values: readonly string[]): string =>
	values.map((value) => `<${tag}>${escaped(value)}</${tag}>`).join('')

const tableOf = ({ head, rows }: Extract<Finding, { kind: 'table' }>): string =>
	`<table><thead><tr>${cells('th', head)}</tr></thead><tbody>${rows.map((row) => `<tr>${cells('td', row)}</tr>`).join('')}</tbody></table>`

const escaped = (text: string): string => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')
