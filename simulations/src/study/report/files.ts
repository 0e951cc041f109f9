import { setpointsOfAdvice } from '../advice.ts'
import type { StudyParts } from '../methods/setting.ts'
import type { StudyRun } from '../run-study.ts'
import type { ResultTable } from './findings.ts'
import { type ReportTexts, reportHtml } from './html.ts'

/** The files of a study, by name; advice.json is null where there is none. */
export function studyFiles(
	run: StudyRun,
	parts: StudyParts,
	texts: Omit<ReportTexts, 'manifest' | 'title'>,
): Readonly<Record<string, string | null>> {
	const { findings, manifest, study } = run
	const json = (value: unknown) => `${JSON.stringify(value, null, '\t')}\n`
	return {
		'results.csv': csv(findings.table),
		'result.json': json({ study: study.name, says: findings.says, findings: findings.findings }),
		'manifest.json': json(manifest),
		'advice.json': findings.best === null ? null : json(setpointsOfAdvice(parts, findings.best)),
		'report.html': reportHtml(findings, { ...texts, title: study.title, manifest }),
	}
}

/** A row a run; empty where there is no number, text with a comma in quotes. */
export const csv = ({ columns, rows }: ResultTable): string =>
	`${[columns, ...rows].map((row) => row.map(cell).join(',')).join('\n')}\n`

function cell(value: number | string): string {
	if (typeof value === 'number') return Number.isFinite(value) ? String(value) : ''
	return /[",\n]/.test(value) ? `"${value.replaceAll('"', '""')}"` : value
}
