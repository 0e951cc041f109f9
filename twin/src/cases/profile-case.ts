import { METALS, type MetalSymbol } from '@emberline/line-config'
import { carbonEnthalpyJPerKg } from '../physics/carbon.ts'
import { GAS_CONSTANT } from '../physics/constants.ts'
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
import { advanceParcel, type HeatTaken, type StepBounds } from '../web/web-step.ts'
import { type CaseValue, groupOf, numberOf, numbersOf, type PhysicsCase } from './physics-case.ts'

type Inputs = PhysicsCase['inputs']

/** Ten times as fine as on the line: a case is a reference. */
const FINE: StepBounds = { kelvin: 0.3, stiffness: 0.01, longestS: 0.025 }

/** Default kinetics: citrate to char in two steps, salt to metal; iron, cobalt and nickel reduce with the slower step. */
function powderOfCase(inputs: Inputs): Powder {
	const metals = groupOf(inputs, 'metals') as Partial<Record<MetalSymbol, number>>
	const symbols = Object.keys(metals) as MetalSymbol[]
	for (const symbol of symbols) {
		if (!(symbol in METALS)) throw new RangeError(`inputs.metals: "${symbol}" is not one of ${Object.keys(METALS).join(', ')}`)
	}
	const coarsen = groupOf(inputs, 'coarsen')
	const slow = symbols.some((symbol) => METALS[symbol].slowReduction)
	return powderFrom({
		recipeId: 'case',
		metals,
		citratePerMetal: numberOf(inputs, 'rCit'),
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
		doseEr: numberOf(coarsen, 'Ea') / GAS_CONSTANT,
		doseReferenceK: numberOf(inputs, 'TrefDose'),
		aboveK: numberOf(inputs, 'aboveK', 700),
		openMetals: numberOf(inputs, 'phiMetal'),
		openNaCl: numberOf(inputs, 'phiNaCl'),
	})
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
		for (const stop of [...stops.filter((each) => each > started && each < end), end]) {
			advanceParcel(web, 0, powder, cloth, around, stop - now, taken, FINE)
			if (at.has(stop)) at.set(stop, web.temperatureK[0] ?? 0)
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
	const asked = c.expected.T_at
	if (asked !== undefined && asked !== null && typeof asked === 'object')
		for (const key of Object.keys(asked)) keys.set(key, Number(key))
	const times = c.inputs.sampleTimes === undefined ? [] : numbersOf(c.inputs, 'sampleTimes')
	for (const time of times) if (![...keys.values()].includes(time)) keys.set(String(time), time)
	return keys
}

/** All that a profile case may ask for, by the names of the case files. */
export function profileCase(c: PhysicsCase): Record<string, CaseValue> {
	const { inputs } = c
	const powder = powderOfCase(inputs)
	const web = makeWeb(1)
	const startK = numberOf(inputs, 'T0')
	clearParcel(web, 0, startK)
	web.powder[0] = 0
	web.dryLoadingKgPerM2[0] = numberOf(inputs, 'load')
	beginHistory(web, 0, startK)
	const keys = sampleKeys(c)
	const at = new Map([...keys.values()].map((time) => [time, Number.NaN]))
	const zones = followZones(inputs, powder, web, at)
	const masses = massesOf(web, 0, powder)
	const { formationNm, sizeNm } = sizesNm(web, 0, powder)
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
		betaForm: formationRateKPerS(web, 0),
		betaQuench: freezingRateKPerS(web, 0),
		meltStart_s: orNull(web.meltStartS[0]),
		meltEnd_s: orNull(web.meltEndS[0]),
		freezeStart_s: orNull(web.freezeStartS[0]),
		freezeEnd_s: orNull(web.freezeEndS[0]),
		dForm_nm: formationNm,
		d_nm: sizeNm,
		lnSigmaG,
		metastability,
		evapFrac: evaporatedShares(web, 0, powder),
		evapNaCl_gm2: masses.evaporatedNaCl * 1e3,
		alloy_gm2: masses.alloy * 1e3,
		char_gm2: masses.char * 1e3,
		alloy_wtpct: (100 * masses.alloy) / (masses.alloy + masses.char),
		T_at: Object.fromEntries([...keys].map(([key, time]) => [key, orNull(at.get(time))])),
		...(inputs.v === undefined ? {} : production(inputs, powder, zones, (masses.alloy + masses.char) * 1e3)),
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
		webHeatPerKgNet_kWh: heating / (netGph / 1e3),
	}
}
