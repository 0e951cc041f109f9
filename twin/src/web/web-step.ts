import { ATMOSPHERE_PA, GAS_CONSTANT, STEFAN_BOLTZMANN } from '../physics/constants.ts'
import { OFF_GAS_MOLAR_MASS_KG_PER_MOL } from '../physics/powder-layer.ts'
import { CLOTH_EMISSIVITY, POWDER_EMISSIVITY_GAIN, POWDER_EMISSIVITY_WHITE } from '../physics/radiation.ts'
import { NACL_FUSION_J_PER_KG, NACL_MELTING_K } from '../physics/sodium-chloride.ts'
import { type HistoryStep, keepPassages } from './parcel-history.ts'
import { METALS_MAX, type Web } from './parcels.ts'
import type { Powder } from './powder.ts'
import {
	CARBON_HEAT,
	CHAR1,
	CHAR2,
	COARSENING,
	DOSE,
	decay,
	LIQUID_SALT_HEAT,
	METAL_FLUX,
	NACL_FLUX,
	REDUCTION,
	rateTable,
	SOLID_SALT_HEAT,
	TABLE_FROM_K,
	TABLE_LAST,
	TABLE_ROWS_PER_K,
} from './rate-table.ts'
import { reactAndHeat } from './table-point.ts'
import { EVAPORATES_FROM_K, GROWS_FROM_K, type Layer, Point, REACTS_FROM_K, type Surroundings } from './web-point.ts'

/** Heat taken up by one m2 of web in a call, both faces, J/m2; added to what is there. */
export interface HeatTaken {
	radiation: number
	convection: number
	fusion: number
	reaction: number
	/** Integral of temperature over time, K s: for means. */
	kelvinSeconds: number
}

/** Bounds of a step: change of temperature, share of the fastest relaxation, and longest. */
export interface StepBounds {
	readonly kelvin: number
	readonly stiffness: number
	readonly longestS: number
}

export const STEP_BOUNDS: StepBounds = { kelvin: 3, stiffness: 0.1, longestS: 0.25 }

/** Less salt than this has no plateau, kg/m2. */
const SALT_LEAST = 1e-6
/** No step is shorter than this unless it ends at a melting or freezing point. */
const SHORTEST_S = 1e-7

const layer: Layer = { cloth: 0, nacl: 0, citrate: 0, salt: 0, metal: 0 }
const here = new Point()
const guess = new Point()
const there = new Point()
const step: HistoryStep = { fromK: 0.5, toK: 0.5, clockS: 0.5, dtS: 0.5 }
const LAST_ROW = TABLE_LAST - 1e-9
/** From kg/m2 s and twice the mean temperature to m/s of off-gas. */
const VENT = GAS_CONSTANT / (2 * OFF_GAS_MOLAR_MASS_KG_PER_MOL * ATMOSPHERE_PA)
/** Rate table of the powder last stepped. */
const rates: { powder: Powder | null; table: Float64Array } = { powder: null, table: new Float64Array(0) }
const tableOf = (powder: Powder): Float64Array => {
	if (powder !== rates.powder) {
		rates.table = rateTable(powder)
		rates.powder = powder
	}
	return rates.table
}
/** Heats of the step just tried, J/m2: fields of one object, which V8 changes in place, where a module's variables would be allocated anew. */
const tried = { reactionJ: 0.5, radiationJ: 0.5, convectionJ: 0.5 }

/** Extents of `here` carried over dt at constant rates into `to`; heat of reaction in `reactionJ`. */
function react(to: Point, powder: Powder, k1: number, k2: number, km: number, dt: number): void {
	const u1 = 1 - here.x1
	const e1 = k1 > 0 ? decay(k1 * dt) : 1
	const e2 = k2 > 0 ? decay(k2 * dt) : 1
	const gap = (k2 - k1) * dt
	const bridge = gap > -1e-7 && gap < 1e-7 ? k2 * dt * e2 : (k2 * (e1 - e2)) / (k2 - k1)
	to.x1 = k1 > 0 ? 1 - u1 * e1 : here.x1
	to.x2 = k2 > 0 ? 1 - ((1 - here.x2) * e2 + u1 * bridge) : here.x2
	to.xm = km > 0 ? 1 - (1 - here.xm) * decay(km * dt) : here.xm
	tried.reactionJ =
		layer.citrate * (powder.heat1JPerKg * (to.x1 - here.x1) + powder.heat2JPerKg * (to.x2 - here.x2)) +
		layer.metal * powder.heatReductionJPerKg * (to.xm - here.xm)
}

/** One Heun step of `here` into `there` with the temperature free; extents by exact exponentials at the mean rate. */
function freeStep(powder: Powder, place: Surroundings, molten: boolean, dt: number): void {
	react(guess, powder, here.k1, here.k2, here.km, dt)
	guess.t = here.t + ((here.radiation + here.convection) * dt - tried.reactionJ) / here.heat
	reactAndHeat(guess, powder, layer, place, molten, rates.table)
	react(there, powder, (here.k1 + guess.k1) / 2, (here.k2 + guess.k2) / 2, (here.km + guess.km) / 2, dt)
	tried.radiationJ = ((here.radiation + guess.radiation) / 2) * dt
	tried.convectionJ = ((here.convection + guess.convection) / 2) * dt
	there.t = here.t + ((tried.radiationJ + tried.convectionJ - tried.reactionJ) * 2) / (here.heat + guess.heat)
}

/** Time within `dt` at which a free step meets the melting point [s], by false position (Illinois), to 1e-10 K. */
function timeToMelting(powder: Powder, place: Surroundings, molten: boolean, dt: number): number {
	let low = 0
	let lowGap = here.t - NACL_MELTING_K
	let high = dt
	let highGap = there.t - NACL_MELTING_K
	let at = dt
	for (let k = 0; k < 60; k++) {
		at = (low * highGap - high * lowGap) / (highGap - lowGap)
		freeStep(powder, place, molten, at)
		const gap = there.t - NACL_MELTING_K
		if (Math.abs(gap) < 1e-10 || high - low < 1e-15) break
		if (gap > 0 === highGap > 0) {
			high = at
			highGap = gap
			lowGap /= 2
		} else {
			low = at
			lowGap = gap
			highGap /= 2
		}
	}
	return at
}

/** Step at the melting point: all net heat melts or freezes. Gives the time used, which ends at phi = 0 or 1. */
function plateauStep(powder: Powder, longest: number, melt: number): { readonly dt: number; readonly melt: number } {
	const flux = here.radiation + here.convection
	const store = layer.nacl * NACL_FUSION_J_PER_KG
	const after = (dt: number): number => {
		react(there, powder, here.k1, here.k2, here.km, dt)
		return melt + (flux * dt - tried.reactionJ) / store
	}
	let dt = longest
	let end = after(dt)
	if (end > 1 || end < 0) {
		const bound = end > 1 ? 1 : 0
		// The heat of reaction makes this slightly curved: a few secant steps from both ends.
		let low = 0
		let lowGap = melt - bound
		let high = dt
		let highGap = end - bound
		for (let k = 0; k < 60 && high - low > 1e-15; k++) {
			dt = low + ((high - low) * lowGap) / (lowGap - highGap)
			const gap = after(dt) - bound
			if (Math.abs(gap) < 1e-13) break
			if (gap > 0 === highGap > 0) {
				high = dt
				highGap = gap
				lowGap /= 2
			} else {
				low = dt
				lowGap = gap
				highGap /= 2
			}
		}
		end = bound
	}
	if (!(dt > 0)) {
		// Heat of reaction turned the balance within the step: it is spent in an instant, and the melt stays as it is.
		dt = Math.min(longest, SHORTEST_S)
		react(there, powder, here.k1, here.k2, here.km, dt)
	}
	there.t = NACL_MELTING_K
	tried.radiationJ = here.radiation * dt
	tried.convectionJ = here.convection * dt
	return { dt, melt: end }
}

/**
 * Carries one parcel through constant surroundings for a time, and adds the heat it takes up to `taken` (J/m2).
 *
 *   C''(T) dT/dt = E sigma (Te^4 - T^4) + 2 h (Tg - T) - reactions - fusion
 *
 * Heun on the temperature, extents by exact exponentials, steps cut where the salt begins and ends to melt or freeze, both ways.
 * The longest step follows from the stiffness of the heat balance and from 3 K a step. Each integral by the trapezoidal rule.
 * The same function serves the steady line and the moving web. `history` false leaves out growth, dose, evaporation and passages, on which
 * temperature and extents do not depend: for who asks only how hot the web gets.
 *
 * One function over plain numbers, rates from the powder's table; `reactAndHeat` and `growAndEvaporate` are the same in small pieces and
 * serve the rare steps that end at the melting point.
 */
export function advanceParcel(
	web: Web,
	i: number,
	powder: Powder,
	clothKgPerM2: number,
	place: Surroundings,
	timeS: number,
	taken: HeatTaken,
	bounds: StepBounds = STEP_BOUNDS,
	history = true,
): void {
	const loading = web.powder[i]! < 0 ? 0 : web.dryLoadingKgPerM2[i]!
	layer.cloth = clothKgPerM2
	layer.nacl = loading * powder.nacl
	layer.citrate = loading * powder.citrate
	layer.salt = loading * powder.salt
	layer.metal = loading * powder.metal
	const table = tableOf(powder)
	const metals = powder.moleShare.length
	const stride = METAL_FLUX + metals
	const { nacl, citrate, metal } = layer
	const salty = nacl > SALT_LEAST
	const heat1 = citrate * powder.heat1JPerKg
	const heat2 = citrate * powder.heat2JPerKg
	const heatM = metal * powder.heatReductionJPerKg
	const slope1 = heat1 * powder.char1.er
	const slope2 = heat2 * powder.char2.er
	const slopeM = heatM * powder.reduction.er
	const a1 = powder.char1.a
	const a2 = powder.char2.a
	const am = powder.reduction.a
	const { yield1, yield2, aboveK, openNaCl, openMetals, moleShare, massShare, arealHeat } = powder
	const coarsening = powder.coarsening.a
	const bareHeat = layer.cloth * arealHeat
	const char1Heat = citrate * yield1 * arealHeat
	const char2Heat = citrate * (yield2 - yield1) * arealHeat
	const naclHeat = nacl * arealHeat
	const citrateHeat = citrate * powder.citrateHeatJPerKgK * arealHeat
	const saltHeat = layer.salt * powder.saltHeatJPerKgK * arealHeat
	const alloyHeat = metal * powder.alloyHeatJPerKgK * arealHeat
	const e2 = place.surfaceK * place.surfaceK
	const e4 = e2 * e2
	const inverseSurface = 1 / place.surfaceEmissivity - 1
	const bottom = 1 / (inverseSurface + 1 / CLOTH_EMISSIVITY)
	const seen = place.view * STEFAN_BOLTZMANN
	const film = 2 * place.filmWPerM2K
	const gasK = place.gasK
	const { kelvin, stiffness, longestS } = bounds
	const vapourAt = i * METALS_MAX
	const gas1 = citrate * (1 - yield1)
	const gas2 = citrate * (yield1 - yield2)
	const gasM = layer.salt - metal

	let melt = web.meltFraction[i]!
	let clock = web.clockS[i]!
	let left = timeS
	let t = web.temperatureK[i]!
	let x1 = web.x1[i]!
	let x2 = web.x2[i]!
	let xm = web.xm[i]!
	let k1 = 0
	let k2 = 0
	let km = 0
	let radiation = 0
	let convection = 0
	let heat = 1
	let stiff = 0
	let theta = 0
	let dose = 0
	let salt = 0
	let thetaSum = web.thetaNmN[i]!
	let doseSum = web.doseS[i]!
	let saltSum = web.evaporatedNaClKgPerM2[i]!
	let aboveSum = web.aboveS[i]!
	let gasSum = web.gasKgPerM2[i]!
	let ventMost = web.ventMaxMPerS[i]!
	let peak = web.peakK[i]!
	let radiationSum = 0
	let convectionSum = 0
	let reactionSum = 0
	let kelvinSum = 0
	for (let started = false; !started || left > 0; started = true) {
		let dt = 0
		let melted = melt
		let onPlateau = false
		if (started) {
			const flux = radiation + convection
			const byStiffness = stiffness / stiff
			const byKelvin = (kelvin * heat) / (flux < 0 ? -flux : flux)
			dt = byStiffness < longestS ? byStiffness : longestS
			if (byKelvin < dt) dt = byKelvin
			if (!(dt > SHORTEST_S)) dt = SHORTEST_S
			if (left < dt) dt = left
			if (t === NACL_MELTING_K && salty) {
				const net = flux - heat1 * k1 * (1 - x1) - heat2 * k2 * (x1 - x2) - heatM * km * (1 - xm)
				onPlateau = (melt > 0 && melt < 1) || (net > 0 && melt === 0) || (net < 0 && melt === 1)
			}
		}
		const molten = melt === 1
		let toT = t
		let toX1 = x1
		let toX2 = x2
		let toXm = xm
		// Means over the step: of its beginning for the guess, of beginning and guess for the step itself.
		let m1 = k1
		let m2 = k2
		let mm = km
		let mRadiation = radiation
		let mConvection = convection
		let mHeat = heat
		let reaction = 0
		// Stage 0: the guess by Euler. Stage 1: Heun. The first round only finds the rates where the parcel is.
		for (let stage = started && !onPlateau ? 0 : 1; stage < 2; stage++) {
			if (started) {
				if (m1 > 0 || m2 > 0 || mm > 0) {
					const u1 = 1 - x1
					const d1 = m1 > 0 ? decay(m1 * dt) : 1
					const d2 = m2 > 0 ? decay(m2 * dt) : 1
					const gap = (m2 - m1) * dt
					const bridge = gap > -1e-7 && gap < 1e-7 ? m2 * dt * d2 : (m2 * (d1 - d2)) / (m2 - m1)
					toX1 = m1 > 0 ? 1 - u1 * d1 : x1
					toX2 = m2 > 0 ? 1 - ((1 - x2) * d2 + u1 * bridge) : x2
					toXm = mm > 0 ? 1 - (1 - xm) * decay(mm * dt) : xm
					reaction = heat1 * (toX1 - x1) + heat2 * (toX2 - x2) + heatM * (toXm - xm)
				}
				toT = t + ((mRadiation + mConvection) * dt - reaction) / mHeat
				const meets =
					stage === 1 && (molten ? t > NACL_MELTING_K && toT < NACL_MELTING_K : t < NACL_MELTING_K && toT > NACL_MELTING_K)
				if (onPlateau || (meets && salty)) {
					here.t = t
					here.x1 = x1
					here.x2 = x2
					here.xm = xm
					here.k1 = k1
					here.k2 = k2
					here.km = km
					here.radiation = radiation
					here.convection = convection
					here.heat = heat
					if (onPlateau) {
						const plateau = plateauStep(powder, left < longestS ? left : longestS, melt)
						dt = plateau.dt
						melted = plateau.melt
						keepMelting(web, i, melt, melted, clock, dt)
						taken.fusion += (melted - melt) * nacl * NACL_FUSION_J_PER_KG
					} else {
						there.t = toT
						dt = timeToMelting(powder, place, molten, dt)
					}
					toT = NACL_MELTING_K
					toX1 = there.x1
					toX2 = there.x2
					toXm = there.xm
					reaction = tried.reactionJ
					mRadiation = tried.radiationJ / dt
					mConvection = tried.convectionJ / dt
				} else if (meets) melted = molten ? 0 : 1
			}
			const liquid = stage === 1 ? melted === 1 : molten
			const rows = (toT - TABLE_FROM_K) * TABLE_ROWS_PER_K
			const within = rows > 0 ? (rows < LAST_ROW ? rows : LAST_ROW) : 0
			const row = within | 0
			const part = within - row
			const a = row * stride
			const b = a + stride
			let n1 = 0
			let n2 = 0
			let nm = 0
			if (toT >= REACTS_FROM_K && citrate !== 0) {
				if (toX1 < 1) n1 = a1 * (table[a + CHAR1]! + part * (table[b + CHAR1]! - table[a + CHAR1]!))
				if (toX2 < 1) n2 = a2 * (table[a + CHAR2]! + part * (table[b + CHAR2]! - table[a + CHAR2]!))
				if (toXm < 1) nm = am * (table[a + REDUCTION]! + part * (table[b + REDUCTION]! - table[a + REDUCTION]!))
			}
			const emissivity = POWDER_EMISSIVITY_WHITE + POWDER_EMISSIVITY_GAIN * toX1
			const exchange = (emissivity / (inverseSurface * emissivity + 1) + bottom) * seen
			const t2 = toT * toT
			const nRadiation = exchange * (e4 - t2 * t2)
			const nConvection = film * (gasK - toT)
			const saltAt = liquid ? LIQUID_SALT_HEAT : SOLID_SALT_HEAT
			const carbon = table[a + CARBON_HEAT]! + part * (table[b + CARBON_HEAT]! - table[a + CARBON_HEAT]!)
			const nHeat =
				(bareHeat + char1Heat * toX1 + char2Heat * toX2) * carbon +
				naclHeat * (table[a + saltAt]! + part * (table[b + saltAt]! - table[a + saltAt]!)) +
				citrateHeat * (1 - toX1) +
				saltHeat * (1 - toXm) +
				alloyHeat * toXm
			if (stage === 0) {
				m1 = 0.5 * (k1 + n1)
				m2 = 0.5 * (k2 + n2)
				mm = 0.5 * (km + nm)
				mRadiation = 0.5 * (radiation + nRadiation)
				mConvection = 0.5 * (convection + nConvection)
				mHeat = 0.5 * (heat + nHeat)
				continue
			}
			let slope = 4 * exchange * t2 * toT + film
			if (n1 > 0 || n2 > 0 || nm > 0) {
				const react = slope1 * n1 * (1 - toX1) + slope2 * n2 * (toX1 - toX2) + slopeM * nm * (1 - toXm)
				slope += (react < 0 ? -react : react) / t2
			}
			if (history) {
				const half = 0.5 * dt
				const grows = toT >= GROWS_FROM_K
				const laden = grows && citrate !== 0
				const nDose = grows ? table[a + DOSE]! + part * (table[b + DOSE]! - table[a + DOSE]!) : 0
				const nTheta = laden
					? toXm * coarsening * (table[a + COARSENING]! + part * (table[b + COARSENING]! - table[a + COARSENING]!))
					: 0
				const evaporates = laden && toT >= EVAPORATES_FROM_K
				const nSalt = evaporates ? openNaCl * (table[a + NACL_FLUX]! + part * (table[b + NACL_FLUX]! - table[a + NACL_FLUX]!)) : 0
				const before = here.evaporated
				if (evaporates || (salt > 0 && citrate !== 0)) {
					const open = evaporates ? openMetals * toXm : 0
					for (let k = 0; k < metals; k++) {
						const low = table[a + METAL_FLUX + k]!
						const flux = open * moleShare[k]! * (low + part * (table[b + METAL_FLUX + k]! - low))
						const so = web.evaporated[vapourAt + k]!
						const lost = so + ((salt > 0 ? before[k]! : 0) + flux) * half
						const most = metal * massShare[k]! * toXm
						web.evaporated[vapourAt + k] = lost < most ? lost : most > so ? most : so
						before[k] = flux
					}
					saltSum += (salt + nSalt) * half
					if (saltSum > nacl) saltSum = nacl
				}
				if (started) {
					thetaSum += (theta + nTheta) * half
					doseSum += (dose + nDose) * half
					const gas = gas1 * (toX1 - x1) + gas2 * (toX2 - x2) + gasM * (toXm - xm)
					if (gas !== 0) {
						gasSum += gas
						const vent = (gas / dt) * VENT * (t + toT)
						if (vent > ventMost) ventMost = vent
					}
					if (t > aboveK && toT > aboveK) aboveSum += dt
					else if (t > aboveK || toT > aboveK) aboveSum += (((t > toT ? t : toT) - aboveK) * dt) / (t > toT ? t - toT : toT - t)
					const high = 0.9 * peak
					if (
						toT > t
							? toT > peak || (t < 400 && toT >= 400) || (t < 700 && toT >= 700)
							: (t >= 700 && toT < 700) || (t >= 600 && toT < 600) || (t >= 500 && toT < 500) || (t >= high && toT < high)
					) {
						step.fromK = t
						step.toK = toT
						step.clockS = clock
						step.dtS = dt
						keepPassages(web, i, step)
						peak = web.peakK[i]!
					}
				}
				theta = nTheta
				dose = nDose
				salt = nSalt
			}
			if (started) {
				radiationSum += mRadiation * dt
				convectionSum += mConvection * dt
				reactionSum += reaction
				kelvinSum += 0.5 * (t + toT) * dt
			}
			k1 = n1
			k2 = n2
			km = nm
			radiation = nRadiation
			convection = nConvection
			heat = nHeat
			stiff = slope / nHeat
		}
		t = toT
		x1 = toX1
		x2 = toX2
		xm = toXm
		melt = melted
		clock += dt
		left -= dt
	}
	web.temperatureK[i] = t
	web.x1[i] = x1
	web.x2[i] = x2
	web.xm[i] = xm
	web.meltFraction[i] = melt
	web.clockS[i] = clock
	web.thetaNmN[i] = thetaSum
	web.doseS[i] = doseSum
	web.evaporatedNaClKgPerM2[i] = saltSum
	web.aboveS[i] = aboveSum
	web.gasKgPerM2[i] = gasSum
	web.ventMaxMPerS[i] = ventMost
	taken.radiation += radiationSum
	taken.convection += convectionSum
	taken.reaction += reactionSum
	taken.kelvinSeconds += kelvinSum
}

/** Instants at which the salt of a parcel begins and ends to melt and to freeze. */
function keepMelting(web: Web, i: number, melt: number, melted: number, clock: number, dt: number): void {
	if (melt === 0 && melted > 0 && Number.isNaN(web.meltStartS[i]!)) web.meltStartS[i] = clock
	if (melt === 1 && melted < 1) web.freezeStartS[i] = clock
	if (melted === 1 && melt < 1 && Number.isNaN(web.meltEndS[i]!)) web.meltEndS[i] = clock + dt
	if (melted === 0 && melt > 0) web.freezeEndS[i] = clock + dt
}
