import { CARBON, type LineConfig } from '@emberline/line-config'
import type { Dryer } from './dryer.ts'
import { latentJPerKg } from './drying.ts'
import type { Disturbances } from './faults/disturbances.ts'
import type { HeaterModule } from './heater-module.ts'
import { type Cloth, heatSegment, type SegmentStep, type Surroundings } from './hot-web.ts'
import type { Matter } from './matter.ts'
import { type Path, pathOf } from './path.ts'
import { type Powder, powderOf } from './powder.ts'
import type { TrueParameters } from './true-parameters.ts'
import { Web } from './web.ts'

/** The fast part of the web is stepped this many times in a cycle. */
const FAST_STEPS = 5
/** At the line's default speed the web moves by one segment in this time. */
const SEGMENT_S = 0.2
/** What a closed shutter still lets through. */
const SHUTTER_LEAK = 0.03

/** What stands round the web in one cycle. */
export interface Stand {
	readonly speedMPerS: number
	/** Onto the web at the nip, kg dry per second, with its water and the number of its recipe. */
	readonly powder: { readonly dryKgPerS: number; readonly moisture: number; readonly matter: number }
	readonly modules: readonly HeaterModule[]
	readonly dryers: readonly Dryer[]
	readonly platesK: readonly number[]
	readonly shutterOpenShare: number
	readonly quenchGasM3PerS: number
	readonly jetLengthM: number
	readonly humidity: number
	readonly disturbances: Disturbances
}

/** Heat that a stretch gave to the web, W: radiation onto coated web and margins, and by gas. */
export interface Given {
	readonly radiationW: number
	readonly gasW: number
}

/** Carries the web through dryer, furnace, quench and scraper. */
export class WebTreatment {
	readonly web: Web
	readonly path: Path
	readonly segmentM2: number
	/** Dry powder that the scraper has taken off, kg. */
	scrapedKg = 0
	/** Web with powder that is not good product, m. */
	defectiveM = 0
	/** The part of it that was too hot or too long in the heat, and the part that was torn off, m. */
	overDosedM = 0
	tornM = 0
	/** Dry powder that went with torn or badly scraped cloth, kg. */
	lostKg = 0
	readonly #line: LineConfig
	readonly #own: TrueParameters
	readonly #matters: readonly Matter[]
	readonly #step: SegmentStep
	/** Seconds since the web was put on; goes on where the plant's own time starts again. */
	#clockS = 0

	constructor(line: LineConfig, own: TrueParameters, matters: readonly Matter[]) {
		this.#line = line
		this.#own = own
		this.#matters = matters
		this.path = pathOf(line)
		const { heating, wash } = line.stations
		const { unwindAtM: unwindM, rewindAtM: rewindM, coatedWidthM, clothWidthM, speedMPerS } = line.web
		const segmentM = Math.max(0.005, Math.round(speedMPerS * SEGMENT_S * 1000) / 1000)
		this.web = new Web({ unwindM, rewindM, scraperM: wash.scraperAtM, coatedWidthM, clothWidthM, segmentM }, heating.ambientK)
		this.segmentM2 = segmentM * coatedWidthM
		const cloth: Cloth = {
			clothKgPerM2: line.web.clothArealMassKgPerM2 * own.arealHeat,
			emissivity: CARBON.clothEmissivity,
			whiteEmissivity: CARBON.whitePowderEmissivity,
			coatedM2: this.segmentM2,
			marginM2: segmentM * (clothWidthM - coatedWidthM),
			charFactor: own.char,
			coarseningFactor: own.coarsening,
			vapourHeatJPerKg: latentJPerKg(373.15),
		}
		const { hall, modules, jets, stillGas } = this.path
		for (const around of [...modules, ...jets, ...stillGas]) around.exchange = own.emissivity
		const matter = matters[0]
		if (matter === undefined) throw new RangeError('the plant was given no recipe')
		this.#step = { web: this.web, slot: 0, around: hall, matter, cloth, dtS: 0, nowS: 0 }
	}

	/** One cycle. Gives the powder that came off at the scraper. */
	cycle(dtS: number, stand: Stand): readonly Powder[] {
		this.#surround(stand)
		this.#fastPart(dtS, stand)
		this.#slowPart(dtS, stand)
		return this.#scrape(stand.disturbances.scraperLeaves)
	}

	/** Takes what a stretch has given to the web since it was last asked. */
	taken(around: Surroundings, dtS: number): Given {
		const given = { radiationW: (around.radiationJ + around.marginJ) / dtS, gasW: around.convectionJ / dtS }
		around.radiationJ = 0
		around.convectionJ = 0
		around.marginJ = 0
		return given
	}

	/** Web at the very end of a module [K]: drawn out from the two segments before it, since behind it the web cools steeply. */
	moduleEndK(n: number): number {
		const toM = this.path.moduleToM[n] ?? 0
		const { segmentM } = this.web.layout
		const last = this.web.at('temperatureK', toM - segmentM)
		const before = this.web.at('temperatureK', toM - 2 * segmentM)
		return 2 * last - before
	}

	/** Torn web is cut out and threaded anew: what lay on it is lost. */
	tearOff(): void {
		const { web } = this
		const { segmentM } = web.layout
		for (let k = 0; k < web.count; k++) {
			const slot = web.slot(k)
			const dry = web.fields.dryKgPerM2[slot] as number
			if (dry <= 0) continue
			this.lostKg += dry * this.segmentM2
			this.defectiveM += segmentM
			this.tornM += segmentM
			web.clean(slot)
		}
	}

	#surround(stand: Stand): void {
		const { path } = this
		const { quench, heating } = this.#line.stations
		for (const [n, module] of stand.modules.entries()) {
			const around = path.modules[n] as Surroundings
			const fromM = path.moduleFromM[n] as number
			const toM = path.moduleToM[n] as number
			module.settleGas(this.#meanK(fromM, toM), this.#line.web.clothWidthM * (toM - fromM))
			around.bodyK = module.emitterK
			around.exchange = this.#own.emissivity * (stand.disturbances.exchange[n] ?? 1)
			around.openShare = SHUTTER_LEAK + (1 - SHUTTER_LEAK) * stand.shutterOpenShare
			around.shutterK = 0.5 * (heating.ambientK + module.wallK)
			around.gasK = module.gasK
		}
		const blown = (stand.quenchGasM3PerS / quench.jetGasFlowM3PerS) ** (2 / 3)
		const filmWPerM2K = Math.max(
			quench.openFilmCoefficientWPerM2K,
			stand.disturbances.quench * this.#own.quench * quench.jetFilmCoefficientWPerM2K * blown,
		)
		for (const [n, plateK] of stand.platesK.entries()) {
			const jets = path.jets[n] as Surroundings
			jets.bodyK = plateK
			jets.filmWPerM2K = filmWPerM2K
			;(path.stillGas[n] as Surroundings).bodyK = plateK
		}
	}

	#meanK(fromM: number, toM: number): number {
		const { web } = this
		const first = web.nearest(fromM)
		const last = Math.max(first, web.nearest(toM) - 1)
		let sum = 0
		for (let k = first; k <= last; k++) sum += web.fields.temperatureK[web.slot(k)] as number
		return sum / (last - first + 1)
	}

	/** Furnace and quench, in small steps; the web moves and is coated with them. */
	#fastPart(dtS: number, stand: Stand): void {
		const { web, path } = this
		const { powder } = stand
		const stepS = dtS / FAST_STEPS
		const portion = { dryKg: powder.dryKgPerS * stepS, moisture: powder.moisture, matter: powder.matter }
		for (let n = 1; n <= FAST_STEPS; n++) {
			if (stand.speedMPerS > 0) web.advance(stand.speedMPerS * stepS, portion)
			this.#clockS += stepS
			const last = web.nearest(path.fastToM) + 1
			for (let k = web.nearest(path.fastFromM); k < last; k++)
				this.#heat(web.slot(k), path.surroundingsAt(web.middleM(k), stand.jetLengthM), stepS)
		}
	}

	/** Dryer and open hall. */
	#slowPart(dtS: number, stand: Stand): void {
		const { web, path } = this
		const fastFrom = web.nearest(path.fastFromM)
		const fastTo = web.nearest(path.fastToM) + 1
		const { temperatureK } = web.fields
		const hallK = path.hall.bodyK
		for (let k = 0; k < web.count; k++) {
			if (k === fastFrom) k = fastTo
			if (k >= web.count) return
			const slot = web.slot(k)
			const zone = stand.dryers[path.dryingZoneAt(web.middleM(k))]
			if (zone === undefined) {
				// Most of the web in the hall is as warm as the hall, and nothing happens to it.
				if (Math.abs((temperatureK[slot] as number) - hallK) > 0.01) this.#heat(slot, path.hall, dtS)
			} else
				zone.dry({
					web,
					slot,
					clothKgPerM2: this.#step.cloth.clothKgPerM2,
					areaM2: this.segmentM2,
					rateFactor: this.#own.drying,
					humidity: stand.humidity,
					dtS,
				})
		}
	}

	#heat(slot: number, around: Surroundings, dtS: number): void {
		const step = this.#step
		step.slot = slot
		step.around = around
		step.matter = this.#matterIn(slot)
		step.dtS = dtS
		step.nowS = this.#clockS
		heatSegment(step)
	}

	#matterIn(slot: number): Matter {
		return this.#matters[this.web.fields.matter[slot] as number] as Matter
	}

	/** Takes the powder off every segment that has come past the scraper, and judges it. */
	#scrape(leaves: number): readonly Powder[] {
		const { web } = this
		const { scraperM, segmentM } = web.layout
		const powders: Powder[] = []
		const from = web.nearest(scraperM)
		for (let k = from; k < Math.min(web.count, from + 3); k++) {
			const slot = web.slot(k)
			const dry = web.fields.dryKgPerM2[slot] as number
			if (dry <= 0 || web.middleM(k) < scraperM) continue
			const powder = powderOf({
				web,
				slot,
				matter: this.#matterIn(slot),
				areaM2: (1 - leaves) * this.segmentM2,
				charFactor: this.#own.char,
				spliceNearM: this.#spliceDistanceM(k),
			})
			powders.push(powder)
			this.scrapedKg += (1 - leaves) * dry * this.segmentM2
			this.lostKg += leaves * dry * this.segmentM2
			if (!powder.good) this.defectiveM += segmentM
			if (powder.overDosed) this.overDosedM += segmentM
			web.clean(slot)
		}
		return powders
	}

	/** From a segment to the nearest splice on the line, m; looks a metre either way. */
	#spliceDistanceM(k: number): number {
		const { web } = this
		if (web.splices === 0) return Number.POSITIVE_INFINITY
		const { splice } = web.fields
		const reach = Math.ceil(1 / web.layout.segmentM)
		let nearest = Number.POSITIVE_INFINITY
		for (let other = Math.max(0, k - reach); other < Math.min(web.count, k + reach + 1); other++)
			if ((splice[web.slot(other)] as number) > 0) nearest = Math.min(nearest, Math.abs(other - k))
		return nearest * web.layout.segmentM
	}
}
