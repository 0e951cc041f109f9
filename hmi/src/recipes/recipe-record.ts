/** What travels of recipes: revisions with their set-points and limits, who made them and who answers for them. */

export interface RecipeSetpoint {
	readonly tag: string
	/** Where the plant says what is in force. */
	readonly actualTag: string
	readonly unit: string
	readonly value: number
	/** What the plant takes, both ends included. */
	readonly range: readonly [low: number, high: number]
}

/** What the product has to keep; null where there is no such end. */
export interface RecipeLimit {
	readonly name: string
	readonly unit: string
	readonly low: number | null
	readonly high: number | null
}

/** `file`: as the line's recipe file has it, signed by nobody. An approval retires the approved one before it. */
export const RECIPE_STATUSES = ['file', 'draft', 'approved', 'rejected', 'retired'] as const
export type RecipeStatus = (typeof RECIPE_STATUSES)[number]

export interface RecipeJudgement {
	readonly verdict: 'approved' | 'rejected'
	readonly by: string
	readonly atMs: number
	readonly reason: string
}

export interface RecipeRevision {
	/** As the tags call it. */
	readonly recipe: string
	readonly title: string
	/** From 1; the file's first. */
	readonly revision: number
	readonly status: RecipeStatus
	readonly setpoints: readonly RecipeSetpoint[]
	readonly limits: readonly RecipeLimit[]
	/** Who wrote it, when, why and from which revision; null of one from the file. */
	readonly made: { readonly by: string; readonly atMs: number; readonly reason: string; readonly from: number } | null
	readonly judgements: readonly RecipeJudgement[]
}

export interface RecipeDraftAsk {
	readonly recipe: string
	/** Revision that it starts from. */
	readonly from: number
	/** By tag; what is left out stays as it is there. */
	readonly setpoints: Readonly<Record<string, number>>
	readonly reason: string
}

export interface RecipeJudgeAsk {
	readonly recipe: string
	readonly revision: number
	readonly verdict: RecipeJudgement['verdict']
	readonly reason: string
}

/** Where revisions are kept. It knows no way to the plant. */
export interface RecipeBook {
	/** By recipe, oldest first. */
	revisions(): readonly RecipeRevision[]
	/** On disk when it resolves. */
	draft(draft: RecipeDraftAsk, by: string, atMs: number): Promise<void>
	judge(judgement: RecipeJudgeAsk, by: string, atMs: number): Promise<void>
}

/** Why a draft cannot be made; null when it can. */
export function draftProblem(revisions: readonly RecipeRevision[], ask: RecipeDraftAsk): string | null {
	const from = revisions.find(({ recipe, revision }) => recipe === ask.recipe && revision === ask.from)
	if (from === undefined) return `no revision ${ask.from} of ${ask.recipe}`
	const given = Object.entries(ask.setpoints)
	if (given.every(([tag, value]) => from.setpoints.some((one) => one.tag === tag && one.value === value)))
		return 'nothing is changed'
	for (const [tag, value] of given) {
		const one = from.setpoints.find((set) => set.tag === tag)
		if (one === undefined) return `${tag} is no set-point of ${ask.recipe}`
		const [low, high] = one.range
		if (value < low || value > high) return `${tag}: ${value}, the plant takes ${low} to ${high} ${one.unit}`
	}
	return null
}

/** Why a judgement cannot be given by somebody; null when it can. */
export function judgeProblem(revisions: readonly RecipeRevision[], ask: RecipeJudgeAsk, by: string): string | null {
	const one = revisions.find(({ recipe, revision }) => recipe === ask.recipe && revision === ask.revision)
	if (one === undefined) return `no revision ${ask.revision} of ${ask.recipe}`
	if (one.status !== 'draft' && one.status !== 'file') return `revision ${ask.revision} is ${one.status} already`
	if (one.made?.by === by) return `${by} wrote it: somebody else has to judge it`
	return null
}

/** A draft or a judgement as it is on record, in order. */
export type RecipeEntry =
	| ({ readonly kind: 'draft'; readonly by: string; readonly atMs: number } & RecipeDraftAsk)
	| ({ readonly kind: 'judgement'; readonly by: string; readonly atMs: number } & RecipeJudgeAsk)

/** The revisions that follow from those of the files and all that is on record. What no longer fits is passed over. */
export function revisionsFrom(files: readonly RecipeRevision[], entries: readonly RecipeEntry[]): readonly RecipeRevision[] {
	let all = [...files]
	for (const entry of entries) {
		if (entry.kind === 'draft') {
			const own = all.filter(({ recipe }) => recipe === entry.recipe)
			const from = own.find(({ revision }) => revision === entry.from)
			if (from === undefined) continue
			const { by, atMs, reason } = entry
			all.push({
				...from,
				revision: 1 + Math.max(...own.map(({ revision }) => revision)),
				status: 'draft',
				setpoints: from.setpoints.map((one) => ({ ...one, value: entry.setpoints[one.tag] ?? one.value })),
				made: { by, atMs, reason, from: entry.from },
				judgements: [],
			})
			continue
		}
		const { verdict, by, atMs, reason } = entry
		all = all.map((one) => {
			if (one.recipe !== entry.recipe) return one
			if (one.revision === entry.revision)
				return { ...one, status: verdict, judgements: [...one.judgements, { verdict, by, atMs, reason }] }
			return verdict === 'approved' && one.status === 'approved' ? { ...one, status: 'retired' } : one
		})
	}
	return all.sort((a, b) => (a.recipe < b.recipe ? -1 : a.recipe > b.recipe ? 1 : a.revision - b.revision))
}
