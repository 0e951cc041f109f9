import { join } from 'node:path'
import { type AuditLog, openAuditLog, verifyAudit } from '@emberline/historian'
import {
	type RecipeBook,
	type RecipeDraftAsk,
	type RecipeEntry,
	type RecipeJudgeAsk,
	type RecipeLimit,
	type RecipeRevision,
	revisionsFrom,
} from '@emberline/hmi'
import type { LineConfig, Recipe } from '@emberline/line-config'
import { setpointTags } from '@emberline/simulations'
import { nominalControls } from '@emberline/twin'
import { lotFile } from './roll-record.ts'

/** What the plant takes the speed by, and where it says the one in force. */
const ACTUAL_OF: Readonly<Record<string, string>> = { 'Line/Command/MachSpeed': 'Line/Status/MachSpeed' }

/** Recipes of the files, and the revisions written and judged at the screen: a file beside the history to which lines are only added. */
export class ScreenRecipes implements RecipeBook {
	readonly #file: string
	readonly #files: readonly RecipeRevision[]
	readonly #entries: RecipeEntry[] = []
	#log: Promise<AuditLog> | null = null

	private constructor(file: string, files: readonly RecipeRevision[]) {
		this.#file = file
		this.#files = files
	}

	/** `recipes` by the names that the tags use; `store` as given to `--historian`. */
	static async open(line: LineConfig, recipes: ReadonlyMap<string, Recipe>, store: string): Promise<ScreenRecipes> {
		const files = [...recipes].map(([tag, recipe]) => revisionOf(line, tag, recipe))
		const book = new ScreenRecipes(join(lotFile(store), '..', 'recipes.jsonl'), files)
		await verifyAudit(book.#file, ({ entry }) => {
			if (typeof entry.record === 'string') book.#entries.push(JSON.parse(entry.record) as RecipeEntry)
		})
		return book
	}

	revisions(): readonly RecipeRevision[] {
		return revisionsFrom(this.#files, this.#entries)
	}

	draft(draft: RecipeDraftAsk, by: string, atMs: number): Promise<void> {
		return this.#write({ kind: 'draft', ...draft, by, atMs })
	}

	judge(judgement: RecipeJudgeAsk, by: string, atMs: number): Promise<void> {
		return this.#write({ kind: 'judgement', ...judgement, by, atMs })
	}

	async close(): Promise<void> {
		if (this.#log !== null) await (await this.#log).close()
	}

	async #write(entry: RecipeEntry): Promise<void> {
		this.#log ??= openAuditLog(this.#file)
		await (await this.#log).append({ kind: entry.kind, recipe: entry.recipe, by: entry.by, record: JSON.stringify(entry) })
		this.#entries.push(entry)
	}
}

function revisionOf(line: LineConfig, tag: string, recipe: Recipe): RecipeRevision {
	const controls = nominalControls(line, recipe)
	const round = (x: number) => Number(x.toPrecision(6))
	return {
		recipe: tag,
		title: recipe.title,
		revision: recipe.revision,
		status: 'file',
		setpoints: setpointTags(line).map(({ tag: name, unit, range, of }) => ({
			tag: name,
			actualTag: ACTUAL_OF[name] ?? name,
			unit,
			value: round(of(controls)),
			range: [round(range[0]), round(range[1])],
		})),
		limits: limitsOf(line, recipe),
		made: null,
		judgements: [],
	}
}

function limitsOf(line: LineConfig, { window, good }: Recipe): readonly RecipeLimit[] {
	const within = (name: string, unit: string, range: readonly [number, number] | undefined): RecipeLimit[] =>
		range === undefined ? [] : [{ name, unit, low: range[0], high: range[1] }]
	return [
		...within('peak_K', 'K', window?.peakK ?? good.peakK),
		...within('heat_rate_K_s', 'K/s', window?.heatRateKPerS),
		...within('quench_rate_K_s', 'K/s', window?.quenchRateKPerS),
		...within('t_above_s', 's', window?.timeAboveS),
		...within('dose_eq_s', 's', window?.doseEqS),
		{ name: 'size_nm', unit: 'nm', low: null, high: good.sizeMaxNm },
		{ name: 'nacl_wtpct', unit: 'wt%', low: null, high: line.limits.residualNaClMaxWtpct },
	]
}
