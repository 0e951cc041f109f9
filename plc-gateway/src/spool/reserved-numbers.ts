import { closeSync, fsync, fsyncSync, openSync, readFileSync, renameSync, writeSync } from 'node:fs'
import { uptime } from 'node:os'
import { join } from 'node:path'

/** Numbers taken at a time: as many are left out, at most, after a cut of the power. */
const BLOCK = 10_000
/** The boot's time is told to within some seconds where the system gives no id of it. */
const SAME_BOOT_S = 30

/**
 * Which numbers of a log may be given out, safe on disk before the first of them is. What was written in the last second before a cut
 * of the power may be gone, but was sent: its numbers must not come again with other values, or who has heard them takes the new for the old.
 * After the end of the process alone nothing is gone, and no number is left out.
 */
export class ReservedNumbers {
	readonly #file: string
	readonly #boot: string
	#upTo = 0
	#isAsking = false
	#isClosed = false

	constructor(dir: string, boot: string = thisBoot()) {
		this.#file = join(dir, 'reserved')
		this.#boot = boot
	}

	/** The first number that was never given out, where the log holds everything before `next`. */
	recover(next: number): number {
		let first = next
		try {
			const [upTo = '', boot = ''] = readFileSync(this.#file, 'utf8').split('\n')
			if (!isSameBoot(boot, this.#boot)) first = Math.max(next, (Number(upTo) || 0) + 1)
		} catch {
			// A new log, or one of an earlier release.
		}
		this.#write(first - 1 + BLOCK)
		return first
	}

	/** Before a number is given out. The next block is asked for in good time, without waiting. */
	use(number: number): void {
		if (number > this.#upTo) this.#write(number - 1 + BLOCK)
		else if (number > this.#upTo - BLOCK / 2 && !this.#isAsking) this.#ask(this.#upTo + BLOCK)
	}

	/** A log that is closed and on disk has nothing to leave out. */
	close(next: number): void {
		this.#isClosed = true
		this.#write(next - 1)
	}

	#write(upTo: number): void {
		const fd = this.#put(upTo)
		fsyncSync(fd)
		closeSync(fd)
		this.#take(upTo)
	}

	#ask(upTo: number): void {
		this.#isAsking = true
		const fd = this.#put(upTo)
		fsync(fd, (error) => {
			this.#isAsking = false
			closeSync(fd)
			// A block that was written meanwhile has taken the new file's place.
			if (error === null && !this.#isClosed && this.#upTo === upTo - BLOCK) this.#take(upTo)
		})
	}

	#put(upTo: number): number {
		const fd = openSync(`${this.#file}.new`, 'w')
		writeSync(fd, `${upTo}\n${this.#boot}\n`)
		return fd
	}

	#take(upTo: number): void {
		renameSync(`${this.#file}.new`, this.#file)
		this.#upTo = upTo
	}
}

/** What tells one start of the machine from another. */
function thisBoot(): string {
	try {
		return readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim()
	} catch {
		return String(Math.round(Date.now() / 1000 - uptime()))
	}
}

function isSameBoot(before: string, now: string): boolean {
	if (before === now) return true
	return /^\d+$/.test(before) && /^\d+$/.test(now) && Math.abs(Number(before) - Number(now)) < SAME_BOOT_S
}
