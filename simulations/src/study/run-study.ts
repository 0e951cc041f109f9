import { methodOf } from './methods/index.ts'
import type { StudyParts } from './methods/setting.ts'
import type { StudyFindings } from './report/findings.ts'
import { carryOut, type Hands } from './runner/carry-out.ts'
import { modelVersion } from './runner/model-version.ts'
import { ResultLog } from './runner/result-log.ts'
import { hashOf, Settings } from './runner/run.ts'
import type { Study } from './study.ts'

export interface StudyRun {
	readonly study: Study
	readonly findings: StudyFindings
	/** What was asked, by which model, and what it took; times in s. */
	readonly manifest: {
		readonly study: string
		readonly method: string
		readonly seed: number
		readonly model_version: string
		readonly study_hash: string
		readonly inputs_hash: string
		readonly runs: number
		readonly runs_from_cache: number
		readonly carried_out_by: string
		readonly wall_s: number
		readonly node: string
	}
}

/**
 * Carries a study out. The same study on the same model gives the same findings whoever carries it out; `cache` is the folder of earlier
 * results, and what an ended study goes on from (null: none).
 */
export async function runStudy(
	study: Study,
	parts: StudyParts,
	options: {
		readonly hands: Hands
		readonly cache: string | null
		readonly onRuns?: (count: number) => void
	},
): Promise<StudyRun> {
	const startMs = performance.now()
	const settings = new Settings()
	const version = modelVersion()
	const log = new ResultLog(options.cache)
	try {
		const { result, runs, cached } = await carryOut(methodOf(study, { ...parts, settings }), {
			settings,
			hands: options.hands,
			log,
			version,
			onRuns: options.onRuns ?? (() => {}),
		})
		const manifest = {
			study: study.name,
			method: study.method,
			seed: study.seed,
			model_version: version,
			study_hash: hashOf(study),
			inputs_hash: hashOf(parts),
			runs,
			runs_from_cache: cached,
			carried_out_by: options.hands.name,
			wall_s: (performance.now() - startMs) / 1000,
			node: process.version,
		}
		return { study, findings: result, manifest }
	} finally {
		log.close()
	}
}
