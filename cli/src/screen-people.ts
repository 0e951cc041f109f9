import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Historian } from '@emberline/historian'
import { type AlarmJournalEntry, alarmFile, type HmiOptions, USERS_FILE, type User } from '@emberline/hmi'
import { alarmGuideOf, type LineConfig, parseText } from '@emberline/line-config'
import { InputError } from './errors.ts'

/** Those who may sign in, from a file that holds hashes of passwords; nobody without one. */
export function readUsers(file: string | undefined): readonly User[] {
	if (file === undefined) return []
	let text: string
	try {
		text = readFileSync(file, 'utf8')
	} catch (cause) {
		throw new InputError(`--users ${file}: cannot be read, expected a file made by \`emberline user\``, { cause })
	}
	return parseText(text, file, USERS_FILE).users
}

/** Alarms with the texts of the line, kept beside an embedded history, and their changes in the history. */
export function screenAlarms(line: LineConfig, store: string, historian: Historian): NonNullable<HmiOptions['alarms']> {
	const dir = store.startsWith('embedded:') ? store.slice('embedded:'.length) : null
	return {
		guide: alarmGuideOf(line),
		...(dir !== null && { store: alarmFile(join(dir, 'alarms.jsonl')) }),
		onEntry: (entry) => {
			// What a frame says by itself, the history has from the frame.
			const isOfFrame = (entry.change === 'raised' || entry.change === 'cleared') && !entry.id.startsWith('trip/')
			if (!isOfFrame && entry.plantMs > 0) historian.writeEvents([eventOf(entry)])
		},
	}
}

function eventOf(entry: AlarmJournalEntry) {
	const { plantMs, atMs, station, change, words, n, id, from, to, priority, tag, by, reason, untilMs } = entry
	return {
		tMs: plantMs,
		kind: 'alarm' as const,
		source: station,
		code: change,
		message: words.en,
		detail: { n, atMs, id, from, to, priority, tag, by, reason, untilMs },
	}
}
