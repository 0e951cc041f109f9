import type { AuditRow, AuditVerdict } from '@emberline/hmi/contract'
import { useCallback, useEffect, useState } from 'react'
import { useTexts } from '../alarms/language.ts'
import { PageButtons } from '../elements/page-buttons.tsx'
import { useScreen, useSession } from '../screen.ts'
import { instant } from '../words/instant.ts'
import { TEXTS } from './texts.ts'

const COLUMNS = ['time', 'step2', 'user', 'role', 'from', 'target', 'old', 'new', 'reason', 'result'] as const

/** F9: who did what, when and why, and whether the record of it is whole. */
export function AuditDisplay() {
	const text = useTexts(TEXTS)
	const { role } = useSession()
	return (
		<section className="panel audit" aria-label={text('audit')}>
			{role === 'viewer' ? <p className="empty">{text('audit-first')}</p> : <AuditLog />}
		</section>
	)
}

function AuditLog() {
	const text = useTexts(TEXTS)
	const { connection } = useScreen()
	const [beforeN, setBeforeN] = useState<number | null>(null)
	const [rows, setRows] = useState<readonly AuditRow[]>([])
	const [filter, setFilter] = useState('')
	const [problem, setProblem] = useState('')
	const read = useCallback(async (): Promise<void> => {
		const answer = await connection.ask('audit', beforeN)
		if (answer.ok) setRows(answer.rows)
		setProblem(answer.ok ? '' : answer.message)
	}, [connection, beforeN])
	useEffect(() => {
		void read()
		if (beforeN !== null) return
		const timer = setInterval(() => void read(), 3000)
		return () => clearInterval(timer)
	}, [read, beforeN])
	const shown = rows.filter((row) => filter === '' || JSON.stringify(row).toLowerCase().includes(filter.toLowerCase()))
	const oldest = rows.at(-1)?.n
	return (
		<>
			<div className="button-row">
				<Verify />
				<label className="field">
					{text('filter')}
					<input value={filter} onChange={(event) => setFilter(event.target.value)} />
				</label>
				<PageButtons newest={text('newest')} older={text('older')} beforeN={beforeN} oldestN={oldest} go={setBeforeN} />
				<button type="button" className="command-button" onClick={() => download(shown)}>
					{text('export')}
				</button>
			</div>
			{problem !== '' && (
				<p className="refusal" role="alert">
					{problem}
				</p>
			)}
			{/* biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keys */}
			<section className="scroll" tabIndex={0} aria-label={text('audit')}>
				<table className="data alarm-table">
					<thead>
						<tr>
							<th scope="col">N</th>
							{COLUMNS.map((key) => (
								<th key={key} scope="col">
									{text(key)}
								</th>
							))}
						</tr>
					</thead>
					<tbody>
						{shown.map((row) => (
							<tr key={row.n}>
								<td>{row.n}</td>
								<td>{instant(row.tMs)}</td>
								<td>{row.step}</td>
								<td>{row.user}</td>
								<td>{row.role}</td>
								<td>{row.from}</td>
								<td>{row.target}</td>
								<td>{valueText(row.oldValue)}</td>
								<td>{valueText(row.wantedValue)}</td>
								<td>{row.reason}</td>
								<td>{row.message}</td>
							</tr>
						))}
					</tbody>
				</table>
			</section>
		</>
	)
}

/** A Float in the PLC holds seven digits; more of them are not its own. */
function valueText(value: AuditRow['oldValue']): string {
	if (value === null) return ''
	return typeof value === 'number' ? String(Number(value.toPrecision(7))) : String(value)
}

function Verify() {
	const text = useTexts(TEXTS)
	const { connection } = useScreen()
	const [verdict, setVerdict] = useState<AuditVerdict | null>(null)
	const [problem, setProblem] = useState('')
	const verify = async (): Promise<void> => {
		const answer = await connection.ask('verifyAudit')
		setVerdict(answer.ok ? answer.verdict : null)
		setProblem(answer.ok ? '' : answer.message)
	}
	return (
		<>
			<button type="button" className="command-button" onClick={() => void verify()}>
				{text('verify')}
			</button>
			<span className="verdict" role="status">
				{problem}
				{verdict !== null && (
					<>
						<strong>{text(verdict.ok ? 'whole' : 'broken')}</strong>
						{verdict.ok ? `: ${verdict.lines} ${text('lines')}, ${verdict.head.slice(0, 12)}…` : `: ${verdict.problem}`}
					</>
				)}
			</span>
		</>
	)
}

function download(rows: readonly AuditRow[]): void {
	const [first] = rows
	if (first === undefined) return
	const names = Object.keys(first) as (keyof AuditRow)[]
	// A cell that a spreadsheet would take for a formula is told apart by a quote.
	const cell = (value: unknown) =>
		`"${String(value ?? '')
			.replace(/^[=+\-@]/, "'$&")
			.replaceAll('"', '""')}"`
	const csv = [names.join(','), ...rows.map((row) => names.map((name) => cell(row[name])).join(','))].join('\n')
	const link = document.createElement('a')
	link.href = URL.createObjectURL(new Blob([csv], { type: 'text/csv' }))
	link.download = 'audit.csv'
	link.click()
	URL.revokeObjectURL(link.href)
}
