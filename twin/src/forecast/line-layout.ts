import { furnaceEndM, type LineConfig } from '@emberline/line-config'
import { furnaceModule } from '../stations/heating/process.ts'
import type { ModuleLimits } from './standing-furnace.ts'

/** What a day on the line needs of the line file, ready for a loop. */
export interface LineLayout {
	readonly furnaceInM: number
	readonly furnaceOutM: number
	readonly quenchOutM: number
	readonly scraperM: number
	readonly rewindM: number
	/** Upstream of the nip, so positive here. */
	readonly unwindBeforeM: number
	readonly moduleLengthM: readonly number[]
	readonly threadSpeedMPerS: number
	readonly rampMPerS2: number
	readonly setBackK: number
	readonly modules: readonly ModuleLimits[]
	/** The wash runs on this long after the last web, so that what is in it comes out. */
	readonly washEmptiesS: number
	readonly gridEfficiency: number
	readonly drivesW: number
	/** Mixed vessels between scraper and scale, mean time of each. */
	readonly vesselS: readonly number[]
}

export function lineLayout(line: LineConfig): LineLayout {
	const { web, auxiliaries } = line
	const { heating, quench, wash } = line.stations
	return {
		furnaceInM: heating.fromM,
		furnaceOutM: furnaceEndM(line),
		quenchOutM: quench.fromM + quench.lengthM,
		scraperM: wash.scraperAtM,
		rewindM: web.rewindAtM,
		unwindBeforeM: -web.unwindAtM,
		moduleLengthM: heating.modules.map((module) => module.lengthM),
		threadSpeedMPerS: web.threadSpeedMPerS,
		rampMPerS2: web.rampPerSecondMPerS,
		setBackK: heating.setBackTemperatureK,
		modules: heating.modules.map((module, n) => ({
			furnace: furnaceModule(heating, n, { clothWidthM: web.clothWidthM, loss: 1 }),
			powerMaxW: module.powerMaxW,
			heatUpRateKPerS: heating.heatUpRateKPerS,
		})),
		washEmptiesS: 1.5 * wash.residenceTimeS,
		gridEfficiency: heating.gridEfficiency,
		drivesW: auxiliaries.drivesPowerW,
		vesselS: vesselTimesS(wash),
	}
}

/** One mixed vessel for each wash stage and one for the product dryer, all alike, as in the twin's wash. */
function vesselTimesS(wash: LineConfig['stations']['wash']): readonly number[] {
	return Array.from({ length: wash.stages + 1 }, () => wash.residenceTimeS / (wash.stages + 1))
}
