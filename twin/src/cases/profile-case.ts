import { METALS, type MetalSymbol } from '@emberline/line-config'
import { carbonEnthalpyJPerKg } from '../physics/carbon.ts'
import { GAS_CONSTANT } from '../physics/constants.ts'
import { NACL_MELTING_K } from '../physics/sodium-chloride.ts'
import { beginHistory, clearParcel, makeWeb, type Web } from '../web/parcels.ts'
import { type Powder, powderFrom, rateLaw } from '../web/powder.ts'
import {
	distributionOf,
	evaporatedShares,
	formationRateKPerS,
	freezingRateKPerS,
	massesOf,
	sizesNm,
} from '../web/powder-result.ts'
import { advanceParcel, type HeatTaken } from '../web/web-step.ts'
import { checkProfileInputs, checkTimeKeys } from './case-range.ts'
import { type CaseValue, groupOf, numberOf, numbersOf, type PhysicsCase } from './physics-case.ts'

type Inputs = PhysicsCase['inputs']

/** Dose is counted with this activation energy, whatever the powder coarsens with, J/mol. */
const DOSE_J_PER_MOL = 52_400
/** Bare cloth and powder without citrate are the limits of little: extents have a meaning there too. */
const LEAST_LOADING = 1e-12
const LEAST_CITRATE = 1e-12
/** Times closer than this are one, s. */
const SAME_TIME_S = 1e-9

/** Default kinetics: citrate to char in two steps, salt to metal; iron, cobalt and nickel reduce with the slower step. */
function powderOfCase(inputs: Inputs): Powder {
	const metals = groupOf(inputs, 'metals') as Partial<Record<MetalSymbol, number>>
	const symbols = Object.keys(metals) as MetalSymbol[]
	const coarsen = groupOf(inputs, 'coarsen')
	const slow = symbols.some((symbol) => METALS[symbol].slowReduction && (metals[symbol] ?? 0) > 0)
	const inputsOfPowder = {
		recipeId: 'case',
		metals,
		citratePerMetal: Math.max(LEAST_CITRATE, numberOf(inputs, 'rCit')),
		saltPerCitrate: numberOf(inputs, 'rSalt'),
		char1: rateLaw(1e11, 120e3),
		char2: rateLaw(1.47e12, 180e3),
		reduction: rateLaw(1e11, slow ? 190e3 : 150e3),
		heat1JPerKg: 900e3,
		heat2JPerKg: 150e3,
		yield1: 0.2,
		yield2: 0.12132,
		coarsening: rateLaw(numberOf(coarsen, 'k0'), numberOf(coarsen, 'Ea')),
		exponent: numberOf(coarsen, 'n'),
		formationNm: numberOf(coarsen, 'dRef'),
		formationRateKPerS: numberOf(coarsen, 'betaRef'),
		formationExponent: numberOf(coarsen, 'p'),
		doseEr: DOSE_J_PER_MOL / GAS_CONSTANT,
		doseReferenceK: numberOf(inputs, 'TrefDose'),
		aboveK: numberOf(inputs, 'aboveK', 700),
		openMetals: numberOf(inputs, 'phiMetal'),
		openNaCl: numberOf(inputs, 'phiNaCl'),
	}
	return powderFrom(inputsOfPowder, 1, 'none')
}

interface ZoneResult {
	readonly Tin: number
	readonly Tout: number
	readonly taken: HeatTaken
	readonly meltFrac: number
}

/** One parcel through the zones of the case; temperatures at the sample times in `at`. */
function followZones(inputs: Inputs, powder: Powder, web: Web, at: Map<number, number>): ZoneResult[] {
	const zones = inputs.zones as readonly Inputs[]
	const cloth = numberOf(inputs, 'mCloth')
	const stops = [...at.keys()].sort((a, b) => a - b)
	let started = 0
	for (const stop of stops) if (stop === 0) at.set(stop, web.temperatureK[0] ?? 0)
	return zones.map((zone) => {
		const taken: HeatTaken = { radiation: 0, convection: 0, fusion: 0, reaction: 0, kelvinSeconds: 0 }
		const Tin = web.temperatureK[0] ?? 0
		const around = {
			surfaceK: numberOf(zone, 'Te'),
			surfaceEmissivity: numberOf(zone, 'epsE'),
			view: 1,
			filmWPerM2K: numberOf(zone, 'h'),
			gasK: numberOf(zone, 'Tg'),
		}
		const end = started + numberOf(zone, 'tau')
		let now = started
		for (const stop of [...stops.filter((each) => each > started + SAME_TIME_S && each < end - SAME_TIME_S), end]) {
			advanceParcel(web, 0, powder, cloth, around, stop - now, taken)
			for (const each of stops) if (Math.abs(each - stop) <= SAME_TIME_S) at.set(each, web.temperatureK[0] ?? 0)
			now = stop
		}
		started = end
		return { Tin, Tout: web.temperatureK[0] ?? 0, taken, meltFrac: web.meltFraction[0] ?? 0 }
	})
}

const orNull = (value: number | null | undefined): number | null =>
	value === undefined || value === null || Number.isNaN(value) ? null : value

/** Times at which the temperature is asked for, by the key that the case gives them. */
function sampleKeys(c: PhysicsCase): Map<string, number> {
	const keys = new Map<string, number>()
	const asked = c.expected?.T_at
	if (asked !== undefined && asked !== null && typeof asked === 'object')
		for (const key of Object.keys(asked)) keys.set(key, Number(key))
	const times = c.inputs.sampleTimes === undefined ? [] : numbersOf(c.inputs, 'sampleTimes')
	for (const time of times) if (![...keys.values()].includes(time)) keys.set(String(time), time)
	return keys
}

/**
 * All that a profile case may ask for, by the names of the case files. What never happened is null: no formation size without a passage
 * from 400 to 700 K, no defect retention without one from 700 to 500 K. Melting is the first, freezing the last.
 */
export function profileCase(c: PhysicsCase): Record<string, CaseValue> {
	const { inputs } = c
	checkProfileInputs(inputs)
	checkTimeKeys(c.expected)
	const powder = powderOfCase(inputs)
	const web = makeWeb(1)
	const startK = numberOf(inputs, 'T0')
	clearParcel(web, 0, startK)
	web.powder[0] = 0
	web.dryLoadingKgPerM2[0] = Math.max(LEAST_LOADING, numberOf(inputs, 'load'))
	web.meltFraction[0] = startK > NACL_MELTING_K ? 1 : 0
	beginHistory(web, 0, startK)
	const keys = sampleKeys(c)
	const at = new Map([...keys.values()].map((time) => [time, Number.NaN]))
	const zones = followZones(inputs, powder, web, at)
	const masses = massesOf(web, 0, powder)
	const bare = numberOf(inputs, 'load') === 0
	const formed = !Number.isNaN(web.up700S[0] ?? Number.NaN) && !Number.isNaN(web.up400S[0] ?? Number.NaN)
	const { formationNm, sizeNm } = sizesNm(web, 0, powder)
	const betaQuench = freezingRateKPerS(web, 0)
	const { lnSigmaG, metastability } = distributionOf(web, 0, powder)
	return {
		zones: zones.map(({ Tin, Tout, taken, meltFrac }) => ({
			Tin,
			Tout,
			qRad: taken.radiation,
			qConv: taken.convection,
			qSens: taken.radiation + taken.convection - taken.fusion - taken.reaction,
			qFus: taken.fusion,
			qRxn: taken.reaction,
			meltFrac,
		})),
		Tpeak: web.peakK[0] ?? 0,
		X1: web.x1[0] ?? 0,
		X2: web.x2[0] ?? 0,
		Xm: web.xm[0] ?? 0,
		Theta_nm3: web.thetaNmN[0] ?? 0,
		dose_s: web.doseS[0] ?? 0,
		betaForm: formed ? formationRateKPerS(web, 0) : null,
		betaQuench,
		meltStart_s: orNull(web.meltStartS[0]),
		meltEnd_s: orNull(web.meltEndS[0]),
		freezeStart_s: orNull(web.freezeStartS[0]),
		freezeEnd_s: orNull(web.freezeEndS[0]),
		dForm_nm: formed ? formationNm : null,
		d_nm: formed ? sizeNm : null,
		lnSigmaG: formed ? lnSigmaG : null,
		metastability: betaQuench === null ? null : metastability,
		evapFrac: bare ? Object.fromEntries(powder.metals.map((symbol) => [symbol, 0])) : evaporatedShares(web, 0, powder),
		evapNaCl_gm2: masses.evaporatedNaCl * 1e3,
		alloy_gm2: masses.alloy * 1e3,
		char_gm2: masses.char * 1e3,
		alloy_wtpct: bare ? null : orNull((100 * masses.alloy) / (masses.alloy + masses.char)),
		T_at: Object.fromEntries([...keys].map(([key, time]) => [key, orNull(at.get(time))])),
		...(inputs.v === undefined ? {} : production(inputs, powder, zones, bare ? 0 : (masses.alloy + masses.char) * 1e3)),
	}
}

/** What the case makes at its speed and widths. */
function production(
	inputs: Inputs,
	powder: Powder,
	zones: readonly ZoneResult[],
	productGPerM2: number,
): Record<string, CaseValue> {
	const v = numberOf(inputs, 'v')
	const coated = numberOf(inputs, 'coatedWidth')
	const cloth = numberOf(inputs, 'clothWidth')
	const feedDryGph = 3.6e6 * numberOf(inputs, 'load') * v * coated
	const furnaceGph = 3600 * productGPerM2 * v * coated
	const netGph = furnaceGph * numberOf(inputs, 'etaTransfer') * numberOf(inputs, 'etaWash')
	const webDutyKW = zones.map(({ taken }) => ((taken.radiation + taken.convection) * v * coated) / 1e3)
	const heating = webDutyKW.slice(0, -1).reduce((sum, duty) => sum + duty, 0)
	return {
		feedDry_gph: feedDryGph,
		productFurnace_gph: furnaceGph,
		productNet_gph: netGph,
		Tout: zones.map((zone) => zone.Tout),
		webDuty_kW: webDutyKW,
		marginDuty_kW: zones.map(
			({ Tin, Tout }) => (v * (cloth - coated) * numberOf(inputs, 'mCloth') * carbonEnthalpyJPerKg(Tin, Tout)) / 1e3,
		),
		NaClToWash_kgph: (feedDryGph * powder.nacl) / 1e3,
		washWater_Lph: (numberOf(inputs, 'waterRatio_L_kg') * furnaceGph) / 1e3,
		webHeatPerKgNet_kWh: netGph > 0 ? heating / (netGph / 1e3) : null,
	}
}
