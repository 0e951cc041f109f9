import type { StudyFindings } from '../report/findings.ts'
import type { Method } from '../runner/run.ts'
import type { Study } from '../study.ts'
import { bottleneck } from './bottleneck.ts'
import { compare } from './compare.ts'
import { factorsOf } from './factors.ts'
import { front } from './front.ts'
import { monteCarlo } from './monte-carlo.ts'
import { optimise } from './optimise.ts'
import { sampled } from './sampled.ts'
import { indices, screening, tornado } from './sensitivity.ts'
import type { MethodParts, StudyParts } from './setting.ts'

/** The method that a study asks for, ready to be carried out. */
export function methodOf(study: Study, parts: MethodParts): Method<StudyFindings> {
	switch (study.method) {
		case 'grid':
		case 'sweep':
		case 'latin-hypercube':
		case 'sobol-sequence':
			return sampled(study, parts)
		case 'monte-carlo':
			return monteCarlo(study, parts)
		case 'tornado':
			return tornado(study, parts)
		case 'morris':
			return screening(study, parts)
		case 'sobol-indices':
			return indices(study, parts)
		case 'compare':
			return compare(study, parts)
		case 'bottleneck':
			return bottleneck(study, parts)
		case 'optimise':
			return optimise(study, parts)
		case 'front':
			return front(study, parts)
	}
}

/** How many runs a study makes, about: for its progress. */
export function runsOfStudy(study: Study, parts: StudyParts): number {
	const factors = 'vary' in study ? factorsOf(parts, study, study.vary).length : 0
	const things = 'vary' in study ? Object.values(study.vary).filter((ends) => ends !== undefined) : []
	switch (study.method) {
		case 'grid':
			return things.reduce((product, { steps }) => product * steps, 1)
		case 'sweep':
			return things.reduce((sum, { steps }) => sum + steps, 0)
		case 'latin-hypercube':
		case 'sobol-sequence':
			return study.points
		case 'monte-carlo':
			return study.draws * study.replications
		case 'tornado':
			return 1 + 2 * factors
		case 'morris':
			return study.trajectories * (factors + 1)
		case 'sobol-indices':
			return study.samples * (factors + 2)
		case 'compare':
			return study.scenarios.length * study.replications
		case 'bottleneck':
			return 6 * 22
		case 'optimise':
			return study.evaluations + 130
		case 'front':
			return study.population * study.generations
	}
}
