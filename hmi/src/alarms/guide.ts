import type { AlarmGuide, AlarmGuideRow } from '@emberline/line-config'
import type { AlarmText, Words } from './alarm-record.ts'

const sameInAll = (text: string): Words => ({ en: text, de: text, ja: text })
const NOTHING_SAID: AlarmGuideRow = {
	for: '*',
	cause: sameInAll(''),
	consequence: sameInAll(''),
	action: sameInAll(''),
	timeToActS: 0,
}

/** The rows of a guide by alarm. Ids are few and come again and again, so each is looked for once. */
export class Guide {
	readonly trips: AlarmGuide['trips']
	readonly stop: NonNullable<AlarmGuide['stop']>
	readonly #rows: readonly (readonly [RegExp, AlarmGuideRow])[]
	readonly #found = new Map<string, AlarmGuideRow>()

	constructor(guide: AlarmGuide = { rows: [], trips: {} }) {
		this.trips = guide.trips
		this.stop = guide.stop ?? (() => undefined)
		this.#rows = guide.rows.map((row) => {
			const escaped = row.for.replace(/[.+?^${}()|[\]\\]/g, '\\$&').replaceAll('*', '.*')
			return [new RegExp(`^${escaped}$`), row]
		})
	}

	row(id: string): AlarmGuideRow {
		const known = this.#found.get(id)
		if (known !== undefined) return known
		const row = this.#rows.find(([like]) => like.test(id))?.[1] ?? NOTHING_SAID
		if (this.#found.size < 10_000) this.#found.set(id, row)
		return row
	}

	words(id: string, own: string): Words {
		return this.row(id).words ?? sameInAll(own)
	}

	isLatching(id: string): boolean {
		return this.row(id).latching ?? this.trips[id.replace(/^trip\//, '')]?.latching ?? false
	}

	text(id: string): AlarmText {
		const { cause, consequence, action, timeToActS, onDelayS = 0, offDelayS = 0, suppressed } = this.row(id)
		const suppressedIn = suppressed === undefined ? '' : `${suppressed.unit}: ${suppressed.states.join(', ')}`
		return { cause, consequence, action, timeToActS, onDelayS, offDelayS, latching: this.isLatching(id), suppressedIn }
	}
}
