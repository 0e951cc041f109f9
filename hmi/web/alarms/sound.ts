import type { AlarmPriority } from '@emberline/hmi/contract'
import type { LineStore } from '../line/line-store.ts'

/** Tones of one priority: how many, how high (Hz). The worst is the highest and the most. */
const TONES: Readonly<Record<AlarmPriority, { readonly count: number; readonly hz: number }>> = {
	1: { count: 3, hz: 880 },
	2: { count: 2, hz: 660 },
	3: { count: 1, hz: 440 },
}
const TONE_S = 0.12
const EVERY_MS = 3000
const LOUDNESS = 0.2

export type SoundState = 'on' | 'off'

/** Sounds while an alarm stands that nobody has acknowledged or silenced. A browser lets a page sound only after somebody has touched it. */
export class AlarmSound {
	readonly #store: LineStore
	readonly #listeners = new Set<() => void>()
	readonly #timer: ReturnType<typeof setInterval>
	#audio: AudioContext | null = null
	#playedMs = Number.NEGATIVE_INFINITY
	#last: AlarmPriority | null = null
	state: SoundState = 'off'
	/** Of the last tone that was played, for those who cannot hear it. */
	played = 0

	constructor(store: LineStore) {
		this.#store = store
		this.#timer = setInterval(() => this.#onTime(), 250)
		window.addEventListener('pointerdown', this.turnOn)
		window.addEventListener('keydown', this.turnOn)
	}

	close(): void {
		clearInterval(this.#timer)
		window.removeEventListener('pointerdown', this.turnOn)
		window.removeEventListener('keydown', this.turnOn)
		void this.#audio?.close()
	}

	readonly subscribe = (listener: () => void): (() => void) => {
		this.#listeners.add(listener)
		return () => this.#listeners.delete(listener)
	}

	/** By a touch of anything: there is no sound without. */
	readonly turnOn = (): void => {
		if (this.state === 'on') return
		this.#audio ??= new AudioContext()
		void this.#audio.resume().then(
			() => this.#become(this.#audio?.state === 'running' ? 'on' : 'off'),
			() => this.#become('off'),
		)
	}

	#become(state: SoundState): void {
		if (state === this.state) return
		this.state = state
		for (const listener of this.#listeners) listener()
	}

	#onTime(): void {
		const { alarms, situation, serverLost } = this.#store
		const worst = alarms.find(({ state }) => state === 'unacknowledged')
		if (worst === undefined || situation.silencedMs !== null || serverLost) {
			this.#last = null
			return
		}
		const nowMs = performance.now()
		const isWorse = this.#last === null || worst.priority < this.#last
		if (!isWorse && nowMs - this.#playedMs < EVERY_MS) return
		this.#last = worst.priority
		this.#playedMs = nowMs
		this.#play(worst.priority)
	}

	#play(priority: AlarmPriority): void {
		const audio = this.#audio
		if (audio === null || audio.state !== 'running') return
		const { count, hz } = TONES[priority]
		for (let k = 0; k < count; k++) {
			const tone = audio.createOscillator()
			const volume = audio.createGain()
			const startS = audio.currentTime + k * 2 * TONE_S
			volume.gain.value = LOUDNESS
			tone.frequency.value = hz
			tone.connect(volume).connect(audio.destination)
			tone.start(startS)
			tone.stop(startS + TONE_S)
		}
		this.played++
	}
}
