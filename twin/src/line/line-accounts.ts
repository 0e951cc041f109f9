import type { LineConfig } from '@emberline/line-config'
import type { ZoneBalance } from '../port.ts'
import { rollHeatW } from '../stations/quench/process.ts'
import type { Powder } from '../web/powder.ts'
import { massesOf } from '../web/powder-result.ts'
import { dryingBalance, quenchBalance, STILL, washBalance, zoneBalance } from './balances.ts'
import { FLOW, FLOWS, type LineState, TERM, TERMS } from './line-state.ts'
import { type MassAccount, massAccount } from './mass-account.ts'
import type { Place } from './places.ts'

/** Accounts of all zones over the last step, from feed to wash. */
export function lineZones(config: LineConfig, state: LineState, places: readonly Place[]): ZoneBalance[] {
	const room = config.stations.heating.ambientK
	const zones = [zoneBalance('Feed', 1, { ...STILL, webInK: room, webOutK: room })]
	places.forEach((place, p) => {
		const term = (k: number) => state.placeW[p * TERMS + k] ?? 0
		const ends = { webInK: state.placeInK[p] ?? room, webOutK: state.placeOutK[p] ?? room }
		if (place.kind === 'drying') {
			const water = { latentW: term(TERM.latent), sensibleW: term(TERM.sensible) }
			zones.push(dryingBalance(config, place.zone + 1, { ...water, ...ends }))
			return
		}
		const web = {
			radiationW: term(TERM.radiation),
			convectionW: term(TERM.convection),
			fusionW: term(TERM.fusion),
			reactionW: term(TERM.reaction),
			marginW: term(TERM.margin),
			doseEqS: state.placeDoseS[p] ?? 0,
			...ends,
		}
		if (place.kind === 'quench') {
			const areaM2 = (place.toM - place.fromM) * config.web.coatedWidthM
			const mean = { kelvinSeconds: term(TERM.kelvinSeconds), seconds: term(TERM.seconds) }
			zones.push(quenchBalance(web, rollHeatW(config.stations.quench, { ...mean, areaM2 })))
		}
		if (place.kind !== 'heating') return
		const flow = (k: number) => state.moduleW[place.zone * FLOWS + k] ?? 0
		zones.push(
			zoneBalance('Heating', place.zone + 1, {
				...web,
				sensibleW: web.radiationW + web.convectionW - web.fusionW - web.reactionW,
				evaporationW: 0,
				electricalW: flow(FLOW.power),
				gasW: flow(FLOW.gas),
				slotsW: flow(FLOW.slots),
				wallsW: flow(FLOW.walls),
				coolantShare: config.stations.heating.coolant?.share ?? 0,
				storedW: flow(FLOW.stored),
			}),
		)
	})
	zones.push(washBalance(config, state.scaleKgPerS))
	return zones
}

/** Dry powder and what it became, on the web and in the wash now [kg]. */
export function holdUpKg(config: LineConfig, state: LineState, powders: readonly Powder[]) {
	const areaM2 = config.web.parcelLengthM * config.web.coatedWidthM
	let webKg = 0
	let gasKg = 0
	let evaporatedKg = 0
	for (let n = 0; n < state.count; n++) {
		const i = (state.first + n) % state.web.capacity
		const powder = powders[state.web.powder[i] ?? -1]
		if (powder === undefined) continue
		const masses = massesOf(state.web, i, powder)
		webKg += (masses.alloy + masses.char + masses.nacl + masses.unreacted) * areaM2
		gasKg += masses.gas * areaM2
		evaporatedKg += (masses.evaporatedMetal + masses.evaporatedNaCl) * areaM2
	}
	const { wash } = state
	const sum = (values: Float64Array) => values.reduce((total, value) => total + value, 0)
	const washKg = sum(wash.saltKg) + sum(wash.productKg) + sum(wash.occludedKg) + wash.driedSaltKg
	return { webKg, gasKg, evaporatedKg, washKg }
}

/** Mass account of the line since the start. */
export function lineMass(config: LineConfig, state: LineState, powders: readonly Powder[]): MassAccount {
	const { webKg, gasKg, evaporatedKg, washKg } = holdUpKg(config, state, powders)
	const { totals } = state
	return massAccount(
		{ ...totals, gasKg: totals.gasKg + gasKg, evaporatedKg: totals.evaporatedKg + evaporatedKg },
		{ startKg: state.startKg, webKg, washKg },
	)
}

/** All that a line carries at a start, as it was fed [kg]. */
export function startKg(config: LineConfig, state: LineState, powders: readonly Powder[]): number {
	const { webKg, gasKg, evaporatedKg, washKg } = holdUpKg(config, state, powders)
	return webKg + gasKg + evaporatedKg + washKg
}
