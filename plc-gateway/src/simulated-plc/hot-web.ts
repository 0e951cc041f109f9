import { NACL, WATER } from '@emberline/line-config'
import { carbonHeat, type Matter, STEFAN_BOLTZMANN_W_PER_M2K4, saltLiquidHeat, saltSolidHeat } from './matter.ts'
import type { Web } from './web.ts'

/** What a stretch of the path does to the web that is in it, and what the web took from it. */
export interface Surroundings {
	/** Glowing or cold bodies seen on both sides. */
	bodyK: number
	bodyEmissivity: number
	/** Share of the view that the shutter leaves, and what the rest of it sees. */
	openShare: number
	shutterK: number
	/** Gas film each side [W/m2K] and its temperature. */
	filmWPerM2K: number
	gasK: number
	/** Factor on the radiant exchange. */
	exchange: number
	/** Heat into coated web by radiation and by gas, and into the bare margins, since last emptied [J]. */
	radiationJ: number
	convectionJ: number
	marginJ: number
}

export function still(bodyK: number, filmWPerM2K: number, gasK: number): Surroundings {
	return {
		bodyK,
		bodyEmissivity: 1,
		openShare: 1,
		shutterK: bodyK,
		filmWPerM2K,
		gasK,
		exchange: 1,
		radiationJ: 0,
		convectionJ: 0,
		marginJ: 0,
	}
}

export interface Cloth {
	readonly clothKgPerM2: number
	readonly emissivity: number
	/** Of powder that has not charred yet; it rises to that of cloth. */
	readonly whiteEmissivity: number
	readonly coatedM2: number
	readonly marginM2: number
	readonly charFactor: number
	readonly coarseningFactor: number
	readonly vapourHeatJPerKg: number
}

/** One segment for one step. The caller keeps one of these and changes it: a fresh object for each segment costs more than the physics. */
export interface SegmentStep {
	readonly web: Web
	slot: number
	around: Surroundings
	matter: Matter
	readonly cloth: Cloth
	dtS: number
	/** At the end of the step. */
	nowS: number
}

/** Share still to react below which a reaction counts as done. */
const DONE = 1e-7

/**
 * Heats one segment for `dtS`: radiation and gas films, linear in the temperature rise over the step (a trapezium, so second
 * order and calm at any step), charring and reduction by exact exponentials at the temperature of mid-step, melting and
 * freezing of NaCl by the heat that is left over at its melting point. Gives the temperature change [K].
 */
export function heatSegment(p: SegmentStep): number {
	const { web, slot: i, around, cloth, dtS } = p
	const f = web.fields
	const before = f.temperatureK[i] as number
	const dry = f.dryKgPerM2[i] as number
	const coated = dry > 0

	const bare = cloth.emissivity
	const top = coated ? cloth.whiteEmissivity + (bare - cloth.whiteEmissivity) * (f.x1[i] as number) : bare
	const bodies = 1 / around.bodyEmissivity - 1
	const exchange = around.exchange * STEFAN_BOLTZMANN_W_PER_M2K4 * (1 / (bodies + 1 / top) + 1 / (bodies + 1 / bare))
	const t3 = before * before * before
	const body2 = around.bodyK * around.bodyK
	const shutter2 = around.shutterK * around.shutterK
	const seen = around.openShare * body2 * body2 + (1 - around.openShare) * shutter2 * shutter2
	const radiation = exchange * (seen - t3 * before)
	const radiationSlope = -4 * exchange * t3
	const film = 2 * around.filmWPerM2K
	const convection = film * (around.gasK - before)
	const flux = radiation + convection

	const clothHeat = cloth.clothKgPerM2 * carbonHeat.at(before)
	let heat = clothHeat
	let sink = 0
	if (coated) {
		// Halfway there is near enough for the rates: the step is a few kelvins in the steepest part.
		const guess = before + (0.5 * dtS * flux) / (clothHeat + dry * 1000)
		if (guess > REACTING_K) sink = charAndReduce(p, dry, guess)
		heat += powderHeat(p, dry, before)
	}

	const slope = radiationSlope - film
	let change = (dtS * flux - sink) / (heat - 0.5 * dtS * slope)
	if (coated) change = meltOrFreeze(p, before, change, heat, slope, sink, flux)
	const after = before + change
	f.temperatureK[i] = after
	around.radiationJ += cloth.coatedM2 * dtS * (radiation + 0.5 * radiationSlope * change)
	around.convectionJ += cloth.coatedM2 * dtS * (convection - 0.5 * film * change)
	around.marginJ += cloth.marginM2 * clothHeat * change
	if (after > REACTING_K) keepHistory(p, before, after)
	return change
}

/** Nothing reacts, grows or evaporates below this. */
const REACTING_K = 380
/** The last water boils off above this, with this rate; the dryer should have left next to none. */
const BOILING_K = 430
const BOILING_PER_S = 5

/** Heat capacity of the powder on one m2 [J/m2K]. */
function powderHeat(p: SegmentStep, dry: number, temperatureK: number): number {
	const { web, slot: i, matter: m, cloth } = p
	const f = web.fields
	const { share } = m
	const x1 = f.x1[i] as number
	const x2 = f.x2[i] as number
	const xm = f.xm[i] as number
	const saltHeat = (f.melted[i] as number) >= 1 ? saltLiquidHeat.at(temperatureK) : saltSolidHeat.at(temperatureK)
	const char = cloth.charFactor * share.citrate * (m.yieldChar1 * (x1 - x2) + m.yieldChar2 * x2)
	return (
		dry *
		(share.nacl * saltHeat +
			(char > 0 ? char * carbonHeat.at(temperatureK) : 0) +
			share.citrate * (1 - x1) * m.citrateHeatJPerKgK +
			share.salt * (1 - xm) * m.saltHeatJPerKgK +
			share.metal * xm * m.alloyHeatJPerKgK +
			(f.moisture[i] as number) * WATER.liquidHeatJPerKgK)
	)
}

/** Lets the reactions go on for one step; gives the heat they take up [J/m2]. */
function charAndReduce(p: SegmentStep, dry: number, temperatureK: number): number {
	const { web, slot: i, matter: m, cloth, dtS } = p
	const f = web.fields
	const x1 = f.x1[i] as number
	const x2 = f.x2[i] as number
	const xm = f.xm[i] as number
	const citrate = dry * m.share.citrate
	let sink = 0
	let next1 = x1
	if (x1 < 1 - DONE) {
		next1 = 1 - (1 - x1) * Math.exp(-m.charring.at(temperatureK) * dtS)
		f.x1[i] = next1
		sink += citrate * m.heatOfCitrateJPerKg * (next1 - x1)
	}
	if (x2 < 1 - DONE) {
		const k2 = m.carbonising.at(temperatureK) * dtS
		const next2 = (x2 + k2 * next1) / (1 + k2)
		f.x2[i] = next2
		sink += citrate * m.heatOfChar1JPerKg * (next2 - x2)
	}
	if (xm < 1 - DONE) {
		const nextM = 1 - (1 - xm) * Math.exp(-m.reducing.at(temperatureK) * dtS)
		f.xm[i] = nextM
		sink += dry * m.share.metal * m.reductionJPerKgMetal * (nextM - xm)
	}
	const water = f.moisture[i] as number
	if (water > 0 && temperatureK > BOILING_K) {
		const gone = water < DONE ? water : water * (1 - Math.exp(-BOILING_PER_S * dtS))
		f.moisture[i] = water - gone
		sink += dry * gone * cloth.vapourHeatJPerKg
	}
	return sink
}

/** Corrects a temperature change for the NaCl that melts or freezes in it. */
function meltOrFreeze(
	p: SegmentStep,
	before: number,
	change: number,
	heat: number,
	slope: number,
	sink: number,
	flux: number,
): number {
	const { melted: share, dryKgPerM2 } = p.web.fields
	const melted = share[p.slot] as number
	const after = before + change
	const between = melted > 0 && melted < 1
	if (!between && !(melted < 1 && after > NACL.meltingK) && !(melted > 0 && after < NACL.meltingK)) return change
	// Heat beyond what brings the segment to the melting point, taken with the flux at the melting point.
	const toMeltingK = NACL.meltingK - before
	const spare = p.dtS * (flux + 0.5 * slope * toMeltingK) - sink - heat * toMeltingK
	const fusion = (dryKgPerM2[p.slot] as number) * p.matter.share.nacl * NACL.fusionJPerKg
	const wanted = melted + spare / fusion
	share[p.slot] = Math.max(0, Math.min(1, wanted))
	const beyond = wanted > 1 ? wanted - 1 : wanted < 0 ? wanted : 0
	return toMeltingK + (beyond * fusion) / heat
}

function keepHistory(p: SegmentStep, before: number, after: number): void {
	const { web, slot: i, matter: m, dtS } = p
	const f = web.fields
	if (after > (f.peakK[i] as number)) f.peakK[i] = after
	if ((f.dryKgPerM2[i] as number) <= 0) return
	if (f.at400S[i] === 0 && before < 400 && after >= 400) f.at400S[i] = crossedS(p, before, after, 400)
	if (f.at700S[i] === 0 && before < 700 && after >= 700) f.at700S[i] = crossedS(p, before, after, 700)
	const middle = 0.5 * (before + after)
	f.doseS[i] = (f.doseS[i] as number) + dtS * m.dosing.at(middle)
	const xm = f.xm[i] as number
	f.coarsened[i] = (f.coarsened[i] as number) + dtS * xm * p.cloth.coarseningFactor * m.coarsening.at(middle)
	if (middle > m.recipe.timeAbove.thresholdK) f.aboveS[i] = (f.aboveS[i] as number) + dtS
	if (middle < 800) return
	f.metalLostKgPerM2[i] = (f.metalLostKgPerM2[i] as number) + dtS * xm * m.metalLoss.at(middle)
	f.naclLostKgPerM2[i] = (f.naclLostKgPerM2[i] as number) + dtS * m.naclLoss.at(middle)
}

function crossedS(p: SegmentStep, before: number, after: number, levelK: number): number {
	return p.nowS - p.dtS * (1 - (levelK - before) / (after - before))
}
