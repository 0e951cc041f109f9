import { INTERLOCK_CONTACTS } from './interlocks.ts'
import type { LineConfig } from './line.ts'
import { tagsOfLine } from './line-tags.ts'
import type { Problem } from './load.ts'
import { tagsByName } from './tags.ts'

/** Mistakes of a line file that take more than one value to see: order along the web, widths, speeds, tags of the display. */
export function lineProblems(line: LineConfig): readonly Problem[] {
	return [...orderAlongWeb(line), ...sizes(line), ...displayTags(line), ...interlockSignals(line), ...historyOrder(line)]
}

function historyOrder({ history }: LineConfig): Problem[] {
	if (history === undefined) return []
	const days = (s: number) => `${s / 86_400} d`
	const { valuesS, oneSecondS, tenSecondsS } = history
	return [
		...(oneSecondS < valuesS
			? [
					{
						path: ['history', 'oneSecond'],
						message: `found ${days(oneSecondS)}, expected at least the ${days(valuesS)} of values`,
					},
				]
			: []),
		...(tenSecondsS < oneSecondS
			? [
					{
						path: ['history', 'tenSeconds'],
						message: `found ${days(tenSecondsS)}, expected at least the ${days(oneSecondS)} of oneSecond`,
					},
				]
			: []),
	]
}

const mm = (lengthM: number): string => `${Number((lengthM * 1000).toFixed(3))} mm`

function orderAlongWeb(line: LineConfig): Problem[] {
	const { feed, drying, heating, quench, wash } = line.stations
	const places: readonly (readonly [path: string, atM: number, what: string])[] = [
		['stations.feed.arealGaugeAt', feed.arealGaugeAtM, 'the areal gauge'],
		['stations.drying.from', drying.fromM, 'the inlet of the dryer'],
		['stations.drying.to', drying.toM, 'the outlet of the dryer'],
		['stations.drying.moistureGaugeAt', drying.moistureGaugeAtM, 'the moisture gauge'],
		['stations.heating.from', heating.fromM, 'the inlet of the furnace'],
		['stations.heating.modules', furnaceEndM(line), 'the outlet of the furnace'],
		['stations.quench.from', quench.fromM, 'the inlet of the quench'],
		['stations.quench.length', quench.fromM + quench.lengthM, 'the outlet of the quench'],
		['stations.wash.scraperAt', wash.scraperAtM, 'the scraper'],
		['web.rewindAt', line.web.rewindAtM, 'the rewind'],
	]
	const problems: Problem[] = []
	for (const [i, [path, atM, what]] of places.entries()) {
		const before = places[i - 1]
		// 1 um: sums of module lengths are not exact.
		if (before === undefined || atM >= before[1] - 1e-6) continue
		problems.push({
			path: path.split('.'),
			message: `found ${what} at ${mm(atM)}, expected it after ${before[2]} at ${mm(before[1])}`,
		})
	}
	return problems
}

/** Outlet of the last heating module, metres from the coating nip. */
export const furnaceEndM = (line: LineConfig): number =>
	line.stations.heating.modules.reduce((endM, module) => endM + module.lengthM, line.stations.heating.fromM)

function sizes(line: LineConfig): Problem[] {
	const { web, writeRanges } = line
	const { drying, heating, feed } = line.stations
	const problems: Problem[] = []
	const atMost = (path: string, value: number, limit: number, words: string) => {
		if (value > limit) problems.push({ path: path.split('.'), message: words })
	}
	atMost(
		'web.coatedWidth',
		web.coatedWidthM,
		web.clothWidthM,
		`found ${mm(web.coatedWidthM)}, expected at most the cloth width, ${mm(web.clothWidthM)}`,
	)
	atMost(
		'stations.heating.emitterWidth',
		web.coatedWidthM,
		heating.emitterWidthM,
		`found ${mm(heating.emitterWidthM)}, expected at least the coated width, ${mm(web.coatedWidthM)}`,
	)
	atMost(
		'web.speed',
		web.speedMPerS,
		web.speedMaxMPerS,
		`found ${web.speedMPerS} m/s, expected at most speedMax, ${web.speedMaxMPerS} m/s`,
	)
	atMost(
		'web.speed',
		web.speedMinMPerS,
		web.speedMPerS,
		`found ${web.speedMPerS} m/s, expected at least speedMin, ${web.speedMinMPerS} m/s`,
	)
	if (web.speedMPerS < writeRanges.webSpeedMPerS[0] || web.speedMPerS > writeRanges.webSpeedMPerS[1]) {
		const [low, high] = writeRanges.webSpeedMPerS
		problems.push({
			path: ['web', 'speed'],
			message: `found ${web.speedMPerS} m/s, expected within writeRanges.webSpeed, ${low} to ${high} m/s`,
		})
	}
	if (drying.method === 'convective') {
		atMost(
			'stations.drying.equilibriumMoisture',
			drying.equilibriumMoistureKgPerKg,
			drying.criticalMoistureKgPerKg,
			`found ${drying.equilibriumMoistureKgPerKg} kg/kg, expected at most criticalMoisture, ${drying.criticalMoistureKgPerKg} kg/kg`,
		)
	}
	atMost(
		'stations.feed.hopperRefillBelow',
		feed.hopperRefillBelowKg,
		feed.hopperCapacityKg,
		`found ${feed.hopperRefillBelowKg} kg, expected at most hopperCapacity, ${feed.hopperCapacityKg} kg`,
	)
	return problems
}

function displayTags(line: LineConfig): Problem[] {
	const tags = tagsByName(tagsOfLine(line))
	const problems: Problem[] = []
	const check = (name: string, path: readonly PropertyKey[]) => {
		if (!name.startsWith('soft/') && !tags.has(name)) {
			problems.push({ path, message: `found "${name}", expected a tag of this line or a soft sensor such as soft/peakK` })
		}
	}
	for (const [station, indicators] of Object.entries(line.display)) {
		for (const [i, indicator] of indicators.entries()) {
			const path = ['display', station, i]
			if (typeof indicator.source === 'string') check(indicator.source, [...path, 'source'])
			else
				for (const [j, pair] of indicator.source.entries())
					for (const [k, name] of pair.entries()) check(name, [...path, 'source', j, k])
			if (indicator.setpointTag !== undefined) check(indicator.setpointTag, [...path, 'setpointTag'])
		}
	}
	return problems
}

/** An interlock looks at a tag of this line (a `*` stands for every zone) or at one of the wired contacts. */
function interlockSignals(line: LineConfig): Problem[] {
	const tags = tagsByName(tagsOfLine(line))
	// Where the powder is freeze-dried no air can fail.
	const airless = line.stations.drying.method === 'freeze'
	return line.interlocks.flatMap(({ needs }, i) =>
		(airless && needs.signal.startsWith('Drying/Zone')) ||
		(INTERLOCK_CONTACTS as readonly string[]).includes(needs.signal) ||
		tags.has(needs.signal.replace('*', '1'))
			? []
			: [
					{
						path: ['interlocks', i, 'needs', 'signal'],
						message: `found "${needs.signal}", expected a tag of this line or one of ${INTERLOCK_CONTACTS.join(', ')}`,
					},
				],
	)
}
