import type { Retention } from '@emberline/historian'
import type { LineConfig } from '@emberline/line-config'

/** How long the line file wants what kept, ms; without its section everything for ever. */
export function retentionOf({ history }: LineConfig): Retention {
	if (history === undefined) return {}
	return { valuesMs: history.valuesS * 1000, oneSecondMs: history.oneSecondS * 1000, tenSecondsMs: history.tenSecondsS * 1000 }
}
