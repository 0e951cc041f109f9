import type { LineConfig } from '@emberline/line-config'
import { type Surroundings, still } from './hot-web.ts'

/** Stretches of the path that treat the web, by place. */
export interface Path {
	readonly hall: Surroundings
	readonly modules: readonly Surroundings[]
	/** Jets and still gas before each plate. */
	readonly jets: readonly Surroundings[]
	readonly stillGas: readonly Surroundings[]
	/** Where heat is exchanged fast, and small steps are needed. */
	readonly fastFromM: number
	readonly fastToM: number
	/** What the web meets at a place of the fast part, when jets blow over `jetLengthM`. */
	surroundingsAt(placeM: number, jetLengthM: number): Surroundings
	dryingZoneAt(placeM: number): number
	readonly moduleFromM: readonly number[]
	readonly moduleToM: readonly number[]
}

export function pathOf(line: LineConfig): Path {
	const { drying, heating, quench } = line.stations
	const hall = still(heating.ambientK, quench.openFilmCoefficientWPerM2K, heating.ambientK)
	const modules = heating.modules.map(() => ({
		...still(heating.ambientK, heating.filmCoefficientWPerM2K, heating.gasInletK),
		bodyEmissivity: heating.emitterEmissivity,
	}))
	const plates = (filmWPerM2K: number): Surroundings[] =>
		Array.from({ length: quench.plates }, () => ({
			...still(quench.wallTemperatureK, filmWPerM2K, quench.gasTemperatureK),
			bodyEmissivity: quench.wallEmissivity,
		}))
	const jets = plates(quench.jetFilmCoefficientWPerM2K)
	const stillGas = plates(quench.openFilmCoefficientWPerM2K)
	const moduleToM: number[] = []
	for (const module of heating.modules) moduleToM.push((moduleToM.at(-1) ?? heating.fromM) + module.lengthM)
	const moduleFromM = moduleToM.map((toM, n) => toM - (heating.modules[n]?.lengthM ?? 0))
	const furnaceToM = moduleToM.at(-1) ?? heating.fromM
	const quenchToM = quench.fromM + quench.lengthM
	const plateM = quench.lengthM / quench.plates
	const zoneM = (drying.toM - drying.fromM) / drying.airTemperatureK.length

	const moduleAt = (placeM: number): number => {
		if (placeM < heating.fromM || placeM >= furnaceToM) return -1
		let module = 0
		while (placeM >= (moduleToM[module] as number)) module++
		return module
	}
	return {
		hall,
		modules,
		jets,
		stillGas,
		fastFromM: heating.fromM - 0.02,
		fastToM: quenchToM,
		surroundingsAt: (placeM, jetLengthM) => {
			const module = moduleAt(placeM)
			if (module >= 0) return modules[module] ?? hall
			if (placeM < quench.fromM || placeM >= quenchToM) return hall
			const plate = Math.min(quench.plates - 1, Math.floor((placeM - quench.fromM) / plateM))
			return (placeM < quench.fromM + jetLengthM ? jets[plate] : stillGas[plate]) ?? hall
		},
		dryingZoneAt: (placeM) => (placeM < drying.fromM || placeM >= drying.toM ? -1 : Math.floor((placeM - drying.fromM) / zoneM)),
		moduleFromM,
		moduleToM,
	}
}
