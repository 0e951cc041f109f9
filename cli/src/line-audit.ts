import { type AuditEntry as ChainEntry, openAuditLog, verifyAudit } from '@emberline/historian'
import type { AuditEntry, AuditPort, AuditRow, AuditVerdict } from '@emberline/hmi'

/** Rows that are kept at hand; older ones are read from the file. */
const AT_HAND = 5000

/** The one audit log of a line: what the gateway writes of commands and the screen of people. */
export interface LineAudit extends AuditPort {
	/** As `append`, and where the line stands in the chain. */
	write(entry: ChainEntry): Promise<{ readonly n: number; readonly hash: string }>
	close(): Promise<void>
}

/** Opens or begins the log. Rejects when its chain does not hold. */
export async function openLineAudit(file: string): Promise<LineAudit> {
	const log = await openAuditLog(file)
	const rows: AuditRow[] = []
	const keep = (row: AuditRow): void => {
		rows.push(row)
		if (rows.length > 1.2 * AT_HAND) rows.splice(0, rows.length - AT_HAND)
	}
	await verifyAudit(file, (line) => keep(rowOf(line)))
	const write = async (entry: ChainEntry) => {
		const line = await log.append(entry)
		keep(rowOf(line))
		return { n: line.n, hash: line.hash }
	}
	return {
		write,
		async append(entry: AuditEntry) {
			await write({ ...entry })
		},
		async read(limit, beforeN) {
			const end = beforeN ?? Number.POSITIVE_INFINITY
			const isAtHand = (rows[0]?.n ?? 1) <= Math.max(1, Math.min(end, log.head.lines + 1) - limit)
			const from = isAtHand ? rows : await rowsBefore(file, end, limit)
			return from
				.filter(({ n }) => n < end)
				.slice(-limit)
				.reverse()
		},
		async verify(): Promise<AuditVerdict> {
			const { lines, head, problem } = await verifyAudit(file)
			const missing = lines < log.head.lines ? `only ${lines} of ${log.head.lines} lines are there` : ''
			const other = lines === log.head.lines && head !== log.head.hash ? 'its last line is not the one that was written' : ''
			const found = problem ?? (missing === '' ? other : missing)
			return { ok: found === '', lines, head, problem: found }
		},
		close: () => log.close(),
	}
}

async function rowsBefore(file: string, end: number, limit: number): Promise<readonly AuditRow[]> {
	const found: AuditRow[] = []
	await verifyAudit(file, (line) => {
		if (line.n >= end) return
		found.push(rowOf(line))
		if (found.length > limit) found.shift()
	})
	return found
}

/** A line of another writer may lack a column: it is empty then. */
function rowOf({ n, hash, entry }: { readonly n: number; readonly hash: string; readonly entry: ChainEntry }): AuditRow {
	const text = (name: string) => String(entry[name] ?? '')
	const number = (name: string) => Number(entry[name] ?? 0)
	return {
		n,
		hash,
		tMs: number('tMs'),
		id: text('id'),
		step: text('step'),
		user: text('user'),
		role: text('role'),
		from: text('from'),
		target: text('target'),
		oldValue: entry.oldValue ?? null,
		wantedValue: entry.wantedValue ?? null,
		reason: text('reason'),
		message: text('message'),
		tookMs: number('tookMs'),
	}
}
