import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { appendFile } from 'node:fs/promises'
import { dirname } from 'node:path'
import type { SavedAlarm } from './alarm.ts'
import type { AlarmJournalEntry } from './alarm-record.ts'

/** One line of the file: what happened, and the alarm as it was then, so that the newest line of each gives its state back. */
export interface JournalLine {
	readonly entry: AlarmJournalEntry
	readonly alarm: SavedAlarm
}

/** Where alarms outlast a restart. */
export interface AlarmStore {
	/** At once: what the line says next must find the alarms as they were. */
	restore(): readonly JournalLine[]
	/** Rejects when it could not be written. */
	append(lines: readonly JournalLine[]): Promise<void>
}

/** Lines that are kept when the file is opened; the newest of each alarm always is. */
const MOST_LINES = 20_000

/** A journal of one JSON object a line. A line that was being written as the machine went down is passed over. */
export function alarmFile(file: string): AlarmStore {
	let last: Promise<void> = Promise.resolve()
	return {
		restore() {
			mkdirSync(dirname(file), { recursive: true })
			const kept = shortened(parsed(existsSync(file) ? readFileSync(file, 'utf8') : ''))
			writeFileSync(`${file}.new`, kept.map((line) => `${JSON.stringify(line)}\n`).join(''))
			renameSync(`${file}.new`, file)
			return kept
		},
		append(lines) {
			const written = last.then(() => appendFile(file, lines.map((line) => `${JSON.stringify(line)}\n`).join('')))
			last = written.catch(() => {})
			return written
		},
	}
}

function parsed(text: string): JournalLine[] {
	return text.split('\n').flatMap((line): JournalLine[] => {
		try {
			const value = JSON.parse(line) as Partial<JournalLine> | null
			return typeof value?.entry?.id === 'string' && value.alarm !== undefined ? [value as JournalLine] : []
		} catch {
			return []
		}
	})
}

function shortened(lines: readonly JournalLine[]): readonly JournalLine[] {
	if (lines.length <= MOST_LINES) return lines
	const newest = new Set(new Map(lines.map((line) => [line.entry.id, line])).values())
	return lines.filter((line, k) => k >= lines.length - MOST_LINES || newest.has(line))
}
