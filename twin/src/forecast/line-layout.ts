import { furnaceEndM, type LineConfig } from '@emberline/line-config'
import type { ModuleLimits } from './standing-furnace.ts'

/** What a day on the line needs of the line file, ready for a loop. */
export interface LineLayout {
	readonly furnaceInM: number
	readonly furnaceOutM: number
	readonly scraperM: number
	readonly rewindM: number
	/** Upstream of the nip, so positive here. */
	readonly unwindBeforeM: number
	readonly moduleLengthM: readonly number[]
	readonly threadSpeedMPerS: number
	readonly rampMPerS2: number
	readonly setBackK: number
	readonly modules: readonly ModuleLimits[]
	readonly gridEfficiency: number
	readonly drivesW: number
	/** Mixed vessels between scraper and scale, mean time of each. */
	readonly vesselS: readonly number[]
}

export function lineLayout(line: LineConfig): LineLayout {
	const { web, auxiliaries } = line
	const { heating, wash } = line.stations
	const wallMass = heating.insulationDensityKgPerM3 * heating.insulationAreaRatio * heating.insulationThicknessM
	return {
		furnaceInM: heating.fromM,
		furnaceOutM: furnaceEndM(line),
		scraperM: wash.scraperAtM,
		rewindM: web.rewindAtM,
		unwindBeforeM: -web.unwindAtM,
		moduleLengthM: heating.modules.map((module) => module.lengthM),
		threadSpeedMPerS: web.threadSpeedMPerS,
		rampMPerS2: web.rampPerSecondMPerS,
		setBackK: heating.setBackTemperatureK,
		modules: heating.modules.map((module) => {
			const emitterM2 = 2 * heating.emitterWidthM * module.lengthM
			return {
				powerMaxW: module.powerMaxW,
				emitterKg: heating.emitterArealMassKgPerM2 * emitterM2,
				wallHeatJPerK: wallMass * heating.insulationSpecificHeatJPerKgK * emitterM2,
				heatUpRateKPerS: heating.heatUpRateKPerS,
				ambientK: heating.ambientK,
				gasInletK: heating.gasInletK,
			}
		}),
		gridEfficiency: heating.gridEfficiency,
		drivesW: auxiliaries.drivesPowerW,
		vesselS: vesselTimesS(wash),
	}
}

/** One mixed vessel for each wash stage, two thirds of the mean time together, and one for the product dryer. */
function vesselTimesS(wash: LineConfig['stations']['wash']): readonly number[] {
	const stageS = (wash.residenceTimeS * 2) / 3 / wash.stages
	return [...Array.from({ length: wash.stages }, () => stageS), wash.residenceTimeS / 3]
}
