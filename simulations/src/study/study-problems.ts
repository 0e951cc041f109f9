import { existsSync } from 'node:fs'
import { ConfigError, type LineConfig, type Problem, type Recipe } from '@emberline/line-config'
import { factorsOf } from './methods/factors.ts'
import { variedNames } from './methods/point-result.ts'
import type { StudyParts } from './methods/setting.ts'
import { controlsAt, type Point, SHOWN, type VariedName } from './set-points.ts'
import { FACTORS_MAX, type Study } from './study.ts'
import { scenarioNamesOf, snapshotOfStudy, studyPartsOf } from './study-files.ts'
import { unknownsOf } from './unknowns.ts'

/** Mistakes of a study that one value alone does not show. */
export function studyProblems(study: Study, file: string): readonly Problem[] {
	const problems = ownProblems(study, file)
	let parts: StudyParts
	try {
		parts = studyPartsOf(study, file)
	} catch (error) {
		if (!(error instanceof ConfigError)) throw error
		return [...problems, ...fileProblems(study, error)]
	}
	problems.push(...knownProblems(study, parts))
	if (!('vary' in study)) return problems
	return [...problems, ...writeProblems(study.vary, parts), ...factorProblems(study, parts)]
}

function ownProblems(study: Study, file: string): Problem[] {
	const problems: Problem[] = []
	const snapshot = snapshotOfStudy(study, file)
	if (snapshot !== null && !existsSync(snapshot))
		problems.push({ path: ['start', 'snapshot'], message: `found no file ${snapshot}, expected a snapshot of emberline run` })
	const needsVary = !['monte-carlo', 'tornado', 'morris', 'sobol-indices', 'compare', 'bottleneck'].includes(study.method)
	if (needsVary && 'vary' in study && variedNames(study.vary).length === 0)
		problems.push({ path: ['vary'], message: 'found nothing to vary' })
	if (study.method === 'compare') {
		const twice = study.scenarios.findIndex((name, n) => study.scenarios.indexOf(name) < n)
		if (twice >= 0) problems.push({ path: ['scenarios', twice], message: `found "${study.scenarios[twice]}" twice` })
	}
	if (study.method === 'front' && new Set(study.objectives.map(({ output }) => output)).size < study.objectives.length)
		problems.push({ path: ['objectives'], message: 'found one output twice, expected each once' })
	return problems
}

/** What is wrong with a file that the study names is told at the name. */
function fileProblems(study: Study, error: ConfigError): Problem[] {
	const [first] = error.issues
	const names = scenarioNamesOf(study)
	const named = names.findIndex((name) => first?.file === name || first?.file.endsWith(`/${name}.yaml`))
	const path =
		study.method === 'compare'
			? ['scenarios', Math.max(0, named)]
			: study.method === 'monte-carlo'
				? ['scenario']
				: [first?.message.includes('recipe') ? 'recipe' : 'line']
	const where = first === undefined || first.path === '' ? '' : ` (${first.file}:${first.line}:${first.column} ${first.path})`
	return [{ path, message: `${first?.message ?? error.message}${where}` }]
}

/** Set-points that the PLC would ignore, or that the line cannot run at, cannot be advised. */
function writeProblems(
	vary: Readonly<Partial<Record<VariedName, { readonly from: number; readonly to: number } | undefined>>>,
	{ line, recipe }: { readonly line: LineConfig; readonly recipe: Recipe },
): Problem[] {
	const { writeRanges: ranges, web } = line
	return variedNames(vary as Parameters<typeof variedNames>[0]).flatMap((name): Problem[] =>
		(['from', 'to'] as const).flatMap((end): Problem[] => {
			const point: Point = { [name]: vary[name]![end] }
			const controls = controlsAt(line, recipe, point)
			const told = (value: number, [low, high]: readonly [number, number], what: string): Problem[] => {
				if (value >= low && value <= high) return []
				const { factor, unit } = SHOWN[name]
				const say = (x: number) => `${Number((x * factor).toPrecision(4))} ${unit}`
				return [{ path: ['vary', name, end], message: `found ${say(value)}, expected ${say(low)} to ${say(high)}, ${what}` }]
			}
			const plc = `what the PLC of ${line.name} takes`
			switch (name) {
				case 'webSpeed': {
					const both: readonly [number, number] = [
						Math.max(ranges.webSpeedMPerS[0], web.speedMinMPerS),
						Math.min(ranges.webSpeedMPerS[1], web.speedMaxMPerS),
					]
					return told(controls.webSpeedMPerS, both, plc)
				}
				case 'dryerAir':
					return told(vary[name]![end], ranges.dryerAirK, plc)
				case 'quenchGas':
					return told(controls.quenchGasM3PerS, ranges.quenchGasM3PerS, plc)
				case 'freshWater':
					return told(controls.freshWaterM3PerS, ranges.freshWaterM3PerS, plc)
				case 'emitterShift':
				case 'rampShift': {
					const wrong = controls.emitterSetpointK.find((k) => k < ranges.emitterK[0] || k > ranges.emitterK[1])
					return wrong === undefined ? [] : told(wrong, ranges.emitterK, `${plc} as an emitter set-point`)
				}
				default:
					return []
			}
		}),
	)
}

function knownProblems(study: Study, { line, recipe }: { readonly line: LineConfig; readonly recipe: Recipe }): Problem[] {
	const names = unknownsOf({ line, recipe }, { unknown: study.unknown, known: [] }).map(({ name }) => name)
	return study.known.flatMap((name, n) =>
		names.includes(name) ? [] : [{ path: ['known', n], message: `found "${name}", expected one of ${names.join(', ')}` }],
	)
}

function factorProblems(study: Study, parts: { readonly line: LineConfig; readonly recipe: Recipe }): Problem[] {
	if (study.method !== 'tornado' && study.method !== 'morris' && study.method !== 'sobol-indices') return []
	const count = factorsOf(parts, study, study.vary).length
	if (count === 0) return [{ path: ['unknown'], message: 'found nothing to move: neither unknowns nor anything to vary' }]
	if (study.method === 'sobol-indices' && count > FACTORS_MAX)
		return [{ path: ['vary'], message: `found ${count} factors, expected at most ${FACTORS_MAX}` }]
	return []
}
