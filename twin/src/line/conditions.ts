import type { LineConfig } from '@emberline/line-config'
import type { FurnaceModule } from '../physics/furnace-zone.ts'
import { type DryingZone, dryingZones } from '../stations/drying/process.ts'
import { furnaceModule } from '../stations/heating/process.ts'
import { jettedSurroundings, openSurroundings, quenchFilmWPerM2K, quenchSurroundings } from '../stations/quench/process.ts'
import type { Surroundings } from '../web/web-point.ts'
import type { LineControls, ModelParameters } from './model-port.ts'
import { type Place, placesOf } from './places.ts'

/** All that acts on a parcel anywhere along the path, at the present controls. Emitter and gas of the modules are moved by whoever steps. */
export interface LineConditions {
	readonly places: readonly Place[]
	readonly dryers: readonly DryingZone[]
	readonly modules: readonly FurnaceModule[]
	/** One for each place; null where the web only passes or dries. */
	readonly around: readonly (Surroundings | null)[]
	readonly clothKgPerM2: number
	readonly coatedWidthM: number
	readonly marginWidthM: number
	/** On the areal heat capacity of the margin too. */
	readonly arealHeat: number
	readonly roomK: number
	readonly openFilmWPerM2K: number
	/** 1 open, 0 closed. */
	readonly shutterOpenFraction: number
}

/**
 * Temperature of the one grey surface that would heat the web as emitter and shutter together do [K].
 *
 *   Tsh^4 = (Tw^4 + Ta^4)/2                     a closed blade, in radiative balance between insulation and hall [A]
 *   T^4 = f Te^4 + (1 - f) Tsh^4                open share f of the view; both of the emitter's emissivity
 *
 * A radiation shield without a source of its own (Incropera, 7th ed., section 13.3.3). The web behind it cools towards the blade, not towards
 * the emitters. Holds while the blade is thin: it follows within seconds.
 */
export function seenThroughShutterK(p: {
	readonly openFraction: number
	readonly emitterK: number
	readonly wallK: number
	readonly ambientK: number
}): number {
	if (p.openFraction >= 1) return p.emitterK
	const fourth = (k: number) => k * k * (k * k)
	const blade = 0.5 * (fourth(p.wallK) + fourth(p.ambientK))
	return Math.sqrt(Math.sqrt(p.openFraction * fourth(p.emitterK) + (1 - p.openFraction) * blade))
}

/** Conditions of a line at its controls. Emitters and gas stand at the set-points until somebody moves them. */
export function lineConditions(config: LineConfig, controls: LineControls, parameters: ModelParameters): LineConditions {
	const { drying, heating, quench } = config.stations
	const places = placesOf(config, controls.quenchLengthM)
	const modules = heating.modules.map((_, z) =>
		furnaceModule(heating, z, { clothWidthM: config.web.clothWidthM, loss: parameters.zoneLoss[z] ?? 1 }),
	)
	return {
		places,
		dryers: dryingZones(drying, controls.dryerAirK, parameters.drying),
		modules,
		around: places.map((place) => surroundingsOf(place, config, controls, parameters)),
		clothKgPerM2: config.web.clothArealMassKgPerM2,
		coatedWidthM: config.web.coatedWidthM,
		marginWidthM: config.web.clothWidthM - config.web.coatedWidthM,
		arealHeat: parameters.arealHeat,
		roomK: heating.ambientK,
		openFilmWPerM2K: quench.openFilmCoefficientWPerM2K,
		shutterOpenFraction: controls.shutterOpenFraction,
	}
}

/** What the web sees in a module at these temperatures [K], through the shutter as it stands. */
export const seenInModuleK = (conditions: LineConditions, zone: number, emitterK: number, wallK: number): number =>
	seenThroughShutterK({
		openFraction: conditions.shutterOpenFraction,
		emitterK,
		wallK,
		ambientK: conditions.modules[zone]?.ambientK ?? conditions.roomK,
	})

/** What the web sees in a place; null where it only passes or dries. */
function surroundingsOf(
	place: Place,
	config: LineConfig,
	controls: LineControls,
	parameters: ModelParameters,
): Surroundings | null {
	const { heating, quench } = config.stations
	switch (place.kind) {
		case 'open':
		case 'drying':
			return null
		case 'heating': {
			const emitterK = controls.emitterSetpointK[place.zone] ?? heating.ambientK
			return {
				surfaceK: emitterK,
				surfaceEmissivity: heating.emitterEmissivity,
				view: parameters.emissivity,
				filmWPerM2K: heating.filmCoefficientWPerM2K,
				gasK: emitterK,
			}
		}
		case 'quench':
			return jettedSurroundings(quench, quenchFilmWPerM2K(quench, controls.quenchGasM3PerS, parameters.quench))
		case 'unjetted':
			return quenchSurroundings(quench, quench.openFilmCoefficientWPerM2K)
		case 'gap':
		case 'after':
			return openSurroundings(quench, heating)
	}
}
