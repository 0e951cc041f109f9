import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import type { BdSeqStore } from './types.ts'

/** Keeps the birth-death sequence number in a small file. A missing or unreadable file means a first start. */
export function fileBdSeqStore(path: string): BdSeqStore {
	return {
		load: () => {
			try {
				const number = Number(readFileSync(path, 'utf8').trim())
				return Number.isInteger(number) && number >= 0 && number <= 255 ? number : undefined
			} catch {
				return undefined
			}
		},
		save: (bdSeq) => {
			mkdirSync(dirname(path), { recursive: true })
			// Written beside and moved, so that a power cut leaves the old number or the new one.
			writeFileSync(`${path}.new`, `${bdSeq}\n`)
			renameSync(`${path}.new`, path)
		},
	}
}

export function memoryBdSeqStore(): BdSeqStore {
	let last: number | undefined
	return {
		load: () => last,
		save: (bdSeq) => {
			last = bdSeq
		},
	}
}
