import { mkdirSync } from 'node:fs'
import { parseArgs } from 'node:util'
import { writePlantDay } from './plant-day.ts'

/** `npx tsx bench/plants/write-day.ts DIR [--hours 8] [--seed 1] [--random 1] [--late 0.02] [--fault window_fouling/zone3@7200]…`: a log and its truth. */
const { values, positionals } = parseArgs({
	allowPositionals: true,
	options: {
		hours: { type: 'string', default: '8' },
		seed: { type: 'string', default: '1' },
		random: { type: 'string', default: '0' },
		late: { type: 'string', default: '0' },
		recipe: { type: 'string' },
		fault: { type: 'string', multiple: true, default: [] },
	},
})
const [dir = 'plant-day'] = positionals
mkdirSync(dir, { recursive: true })
const late = Number(values.late)
const startMs = performance.now()
const written = await writePlantDay({
	hours: Number(values.hours),
	seed: Number(values.seed),
	dir,
	randomRate: Number(values.random),
	...(values.recipe !== undefined && { recipe: values.recipe }),
	faults: values.fault.map((text) => {
		const [fault = '', at = '0', lastsS] = text.split('@')
		return { fault, at: Number(at), ...(lastsS !== undefined && { lastsS: Number(lastsS) }) }
	}),
	...(late > 0 && { wire: { late, doubled: late / 2, gapsPerHour: 1 } }),
	progress: (share) => process.stderr.write(`\r${Math.round(100 * share)} %`),
})
process.stdout.write(`${JSON.stringify({ ...written, wall_s: Math.round((performance.now() - startMs) / 1000) })}\n`)
