import type { WhatIfDoor, WhatIfNews } from '@emberline/hmi'
import type { LineConfig, Recipe } from '@emberline/line-config'
import { controlsTried, setpointTags, threads, WhatIfPort, type WhatIfProgress } from '@emberline/simulations'
import type { Posterior } from '@emberline/twin'

/** Requests under way and waiting, of all screens. */
const QUEUE_SIZE = 8
const HORIZON_S = { least: 60, most: 28_800, usual: 3600 } as const

export interface WhatIfDoorOptions {
	readonly line: LineConfig
	/** By id. */
	readonly recipes: Readonly<Record<string, Recipe>>
	/** What the twin knows now; null while it knows nothing. */
	readonly live: () => Posterior | null
	readonly size?: number
}

/**
 * What the screen asks, answered by the runner of the studies on a thread behind all others. It is given the line's files and what the twin
 * knows, and nothing that leads to the plant.
 */
export function whatIfDoor({
	line,
	recipes,
	live,
	size = QUEUE_SIZE,
}: WhatIfDoorOptions): WhatIfDoor & { close(): Promise<void> } {
	const port = new WhatIfPort({
		line,
		recipes,
		live,
		hands: () => threads(1, { behind: true }),
		size,
		steadyMs: () => performance.now(),
	})
	const tags = setpointTags(line)
	return {
		offer() {
			const known = live()
			const ids = Object.keys(recipes)
			return {
				setpoints: tags.map(({ tag, unit, range, of }) => ({
					tag,
					unit,
					now: known === null ? null : rounded(of(known.runControls)),
					range: [rounded(range[0]), rounded(range[1])],
				})),
				recipes: known === null ? ids : [known.recipe, ...ids.filter((id) => id !== known.recipe)],
				horizonS: HORIZON_S,
				queue: { taken: port.taken, size },
			}
		},
		ask({ id, ...request }, tell) {
			const refused = (code: 'twin-lost' | 'repeated' | 'out-of-range' | 'queue-full', message: string) =>
				({ ok: false, code, message }) as const
			const known = live()
			if (known === null || known.health === 'lost')
				return refused('twin-lost', known?.healthReason ?? 'the twin has not taken the plant up yet')
			if (port.has(id)) return refused('repeated', `${id} is under way`)
			const { least, most } = HORIZON_S
			if (request.horizonS < least || request.horizonS > most)
				return refused('out-of-range', `found a horizon of ${request.horizonS} s, expected ${least} to ${most} s`)
			try {
				controlsTried(request, { line, recipes, live: known })
			} catch (error) {
				if (error instanceof RangeError) return refused('out-of-range', error.message)
				throw error
			}
			if (!port.ask(id, request, (progress) => tell(newsOf(id, progress))))
				return refused('queue-full', `${size} are under way or waiting, expected fewer: ask again when one has ended`)
			return { ok: true }
		},
		cancel: (id) => port.cancel(id),
		close: () => port.close(),
	}
}

function newsOf(id: string, progress: WhatIfProgress): WhatIfNews {
	if (progress.state !== 'done') return { id, ...progress }
	const { answer, live, wallMs } = progress
	return { id, state: 'done', result: { ...answer, health: live.health, healthReason: live.healthReason, wallMs } }
}

const rounded = (value: number): number => Number(value.toPrecision(6))
