import { writeFileSync } from 'node:fs'
import { basename } from 'node:path'
import type { Asked, BatchRecord } from '@emberline/twin'
import { Command, InvalidArgumentError, Option } from 'commander'
import { InputError } from './errors.ts'
import { plainTable } from './lists.ts'
import { printJson, say } from './say.ts'

interface Given {
	abovePeak?: number
	lot?: string
	roll?: string
	recipe?: string
	flag?: string
	fromM?: number
	toM?: number
	container?: string
	map?: string
	line: string
	json?: boolean
}

/** Rows of a table on the screen; `--json` gives all. */
const ROWS_MAX = 20

export function traceCommand(): Command {
	return new Command('trace')
		.description('lots both ways: from web or precursor to containers, from a container to its web')
		.argument('<dir>', 'output of a replay or run --out, a data folder that no run is using, or influx://host:8086/db')
		.option('--above-peak <K>', 'web whose powder saw more than this', number)
		.option('--lot <id>', 'web with powder of this precursor lot')
		.option('--roll <id>', 'web of this roll')
		.option('--recipe <tag>', 'web made with this recipe, as the tags call it')
		.option('--flag <name>', 'web with this flag: splice, stop, over_dosed, reject, lost')
		.option('--from-m <m>', 'web from here on, encoder', number)
		.option('--to-m <m>', 'web up to here', number)
		.option('--container <id>', 'the other way: the web, rolls and precursor lots in this container')
		.option('--map <file>', 'the roll map as a picture, .svg')
		.addOption(new Option('--line <file>', 'the line, for a data folder').env('EMBERLINE_LINE').default('line1'))
		.option('--json', 'one JSON object on standard output')
		.addHelpText(
			'after',
			`
Examples:
  emberline trace out/tuesday --above-peak 1360
  emberline trace data --lot P0002 --json
  emberline trace influx://127.0.0.1:8086/emberline --lot P0002
  emberline trace out/tuesday --container C0007
  emberline trace out/tuesday --map out/roll-map.svg`,
		)
		.action(async (dir: string, given: Given) => {
			const { loadLine, loadRecipesOfLine } = await import('@emberline/line-config/files')
			const { batchRecord, perMetre, traceBack, traceForward } = await import('@emberline/twin')
			const { traceSource } = await import('./trace/trace-source.ts')
			const { abovePeak, lot, roll, recipe, flag, fromM, toM, container, map } = given
			const question = {
				...(abovePeak !== undefined && { abovePeakK: abovePeak }),
				...(lot !== undefined && { lot }),
				...(roll !== undefined && { roll }),
				...(recipe !== undefined && { recipe }),
				...(flag !== undefined && { flag }),
				...(fromM !== undefined && { fromM }),
				...(toM !== undefined && { toM }),
			}
			if (container !== undefined && Object.keys(question).length > 0)
				throw new InputError('--container: found with a question about web, expected one or the other')
			if (map !== undefined && !map.endsWith('.svg'))
				throw new InputError(`--map: found "${map}", expected a name that ends in .svg`)
			const line = loadLine(given.line)
			const { parcels, lots, what } = await traceSource(dir, line)
			const trace = container === undefined ? traceForward(parcels, lots, question) : traceBack(parcels, lots, container)
			if (trace === null)
				throw new InputError(
					`--container: found "${container}", expected one of ${lots.map((one) => one.container).join(', ') || 'none: no container is known'}`,
				)
			const full = lots.find((one) => one.container === container)
			const recipes = Object.fromEntries([...loadRecipesOfLine(line).values()].map((one) => [one.id, one]))
			const record = full === undefined ? null : batchRecord(full, parcels, line, recipes)
			if (map !== undefined) {
				const { rollMapPlot } = await import('@emberline/simulations')
				if (parcels.length === 0) throw new InputError(`${dir}: found no web, expected some for a roll map`)
				writeFileSync(map, rollMapPlot(perMetre(parcels), `Roll map of ${basename(dir)}`, abovePeak))
			}
			if (given.json)
				return printJson({ dir, source: what, question: container === undefined ? question : { container }, ...trace, record })
			const asked = container === undefined ? words(question) : `in container ${container}`
			say(`${trace.web_m} m of ${(parcels.length * 0.05).toFixed(2)} m of web ${asked}`)
			if (trace.web_m > 0) {
				say(`Recipes   ${trace.recipes.join(', ') || 'unknown'}`)
				say(`Lots      ${trace.lots.join(', ') || 'unknown'}`)
				say(`Rolls     ${trace.rolls.join(', ') || 'unknown'}`)
				const web = plainTable(['web from m', 'to m', 'coated', 'scraped off', 'peak K', 'recipe', 'lot', 'roll'])
				for (const piece of trace.pieces.slice(0, ROWS_MAX))
					web.push([
						piece.from_m.toFixed(2),
						piece.to_m.toFixed(2),
						time(piece.from_ms),
						time(piece.to_ms),
						piece.peak_K === null ? '' : piece.peak_K.toFixed(0),
						piece.recipe,
						piece.lot,
						piece.roll,
					])
				say(web.toString())
				if (trace.pieces.length > ROWS_MAX) say(`and ${trace.pieces.length - ROWS_MAX} more pieces; --json tells all`)
			}
			const product = plainTable(['container', 'from', 'to', 'share %', 'g'])
			for (const one of trace.containers)
				product.push([
					one.container,
					time(one.from_ms),
					one.to_ms === null ? 'open' : time(one.to_ms),
					(100 * one.share).toFixed(2),
					one.grams === null ? '' : one.grams.toFixed(1),
				])
			say(trace.containers.length === 0 ? 'No container holds any of it yet.' : product.toString())
			if (record !== null) sayRecord(record)
			if (map !== undefined) say(`Roll map in ${map}`)
		})
}

/** What was asked of each phase, what was made of it, and how much of the powder is outside. */
function sayRecord({ procedures }: BatchRecord): void {
	for (const { recipe, revision, share, unit_procedures, comments } of procedures) {
		say(
			`Made by ${recipe || 'an unknown recipe'}${revision === null ? '' : ` r${revision}`}: ${(100 * share).toFixed(1)} % of the container`,
		)
		const table = plainTable(['station', 'phase', 'quantity', 'asked', 'mean', 'least', 'most', 'outside %'])
		for (const { unit, phases } of unit_procedures)
			for (const { phase, values } of phases)
				for (const { name, asked, actual, outside } of values) {
					const made = actual === null ? ['', '', ''] : [actual.mean, actual.min, actual.max].map((x) => x.toPrecision(4))
					table.push([unit, phase, name, askedWords(asked), ...made, actual === null ? '' : (100 * outside).toFixed(1)])
				}
		say(table.toString())
		for (const { flag, metres } of comments) say(`${metres.toFixed(2)} m of its web marked ${flag}`)
	}
}

function askedWords({ low, high, set }: Asked): string {
	const number = (x: number) => String(Number(x.toPrecision(4)))
	if (set !== null) return number(set)
	if (low !== null && high !== null) return `${number(low)} to ${number(high)}`
	return high !== null ? `at most ${number(high)}` : low !== null ? `at least ${number(low)}` : ''
}

function words(question: Readonly<Record<string, string | number>>): string {
	const said: Readonly<Record<string, (x: string | number) => string>> = {
		abovePeakK: (x) => `saw more than ${x} K`,
		lot: (x) => `carry lot ${x}`,
		roll: (x) => `are of roll ${x}`,
		recipe: (x) => `were made with ${x}`,
		flag: (x) => `are marked ${x}`,
		fromM: (x) => `lie behind ${x} m`,
		toM: (x) => `lie before ${x} m`,
	}
	const all = Object.entries(question).map(([name, x]) => said[name]?.(x) ?? '')
	return all.length === 0 ? 'in all' : all.join(' and ')
}

const time = (tMs: number | null): string => (tMs === null ? '' : new Date(tMs).toISOString().slice(0, 19).replace('T', ' '))

function number(text: string): number {
	const value = Number(text)
	if (text.trim() !== '' && Number.isFinite(value)) return value
	throw new InvalidArgumentError('Expected a number.')
}
