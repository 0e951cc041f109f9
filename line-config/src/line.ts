import { z } from 'zod'
import { drying } from './drying-station.ts'
import { interlocksSchema } from './interlocks.ts'
import type { CalibratedLine } from './parameter-set.ts'
import { fraction, group, optional, quantity, span } from './quantity.ts'

/**
 * What a line is. Every quantity in the file carries its unit; in the code it is SI and its name ends in its unit
 * (`length: 100 mm` is read as `lengthM`). Positions are metres along the web path from the coating nip.
 */

const web = group({
	clothWidth: quantity('length', { min: 0.01, max: 10 }),
	coatedWidth: quantity('length', { min: 0.01, max: 10 }),
	clothArealMass: quantity('arealMass', { min: 0.01, max: 2 }),
	/** Default speed and dry powder loading; a recipe may ask for others. */
	speed: quantity('speed', { min: 0.001, max: 5 }),
	speedMin: quantity('speed', { min: 0, max: 5 }),
	speedMax: quantity('speed', { min: 0.001, max: 5 }),
	/** Speed at which the web is threaded while the furnace heats up. */
	threadSpeed: quantity('speed', { min: 0, max: 5 }),
	/** Rate at which the drive changes the speed, m/s per second, written as a speed gained in one second. */
	rampPerSecond: quantity('speed', { min: 1e-4, max: 1 }),
	dryLoading: quantity('arealMass', { min: 0.001, max: 2 }),
	tension: quantity('force', { min: 1 }),
	/** Length of web that one parcel stands for; at most 20 mm keeps the roll map sharp. */
	parcelLength: quantity('length', { min: 0.001, max: 0.1 }),
	rollLength: quantity('length', { min: 1 }),
	/** Unwind with splice detector, upstream of the nip, so negative. */
	unwindAt: quantity('length', { max: 0 }),
	rewindAt: quantity('length', { min: 0 }),
})

const feed = group({
	arealGaugeAt: quantity('length'),
	/** Moisture of the precursor as fed, kg water per kg dry powder. */
	moisture: quantity('moisture', { min: 0, max: 5 }),
	/** Moist powder that one turn of the screw doses. */
	moistMassPerTurn: quantity('mass', { min: 1e-6 }),
	screwSpeed: quantity('rotation', { min: 0 }),
	hopperCapacity: quantity('mass', { min: 1e-3 }),
	/** Below this the hopper is refilled. */
	hopperRefillBelow: quantity('mass', { min: 0 }),
	/** Bulk density of the levelled dry layer. */
	layerDensity: quantity('density', { min: 50, max: 5000 }),
	layerConductivity: quantity('conductivity', { min: 0.01 }),
})

const heatingModule = group({
	length: quantity('length', { min: 0.005, max: 20 }),
	powerMax: quantity('power', { min: 1 }),
	controlGain: quantity('controlGain', { min: 0 }),
})

const heating = group({
	from: quantity('length'),
	modules: z.array(heatingModule).min(1).max(12),
	emitterWidth: quantity('length', { min: 0.01 }),
	emitterEmissivity: fraction,
	/** Mass of emitter for each m2 of its area. */
	emitterArealMass: quantity('arealMass', { min: 0.1 }),
	/** Gas film on web and emitters. */
	filmCoefficient: quantity('heatTransferCoefficient', { min: 0 }),
	/** Sheath gas of each module. */
	gasFlow: quantity('normalFlow', { min: 0 }),
	gasInlet: quantity('temperature'),
	insulationThickness: quantity('length', { min: 0.001 }),
	insulationConductivity: quantity('conductivity', { min: 0.001 }),
	insulationDensity: quantity('density', { min: 1 }),
	insulationSpecificHeat: quantity('specificHeat', { min: 1 }),
	/** Areas over the emitter area. */
	insulationAreaRatio: z.number().positive(),
	outerAreaRatio: z.number().positive(),
	outerFilmCoefficient: quantity('heatTransferCoefficient', { min: 0.1 }),
	/** Open slots at the first inlet and the last outlet. */
	slotHeight: quantity('length', { min: 0 }),
	slotFactor: fraction,
	ambient: quantity('temperature'),
	controlIntegralTime: quantity('time', { min: 0.1 }),
	/** Fastest rise of the emitter set-point while heating up. */
	heatUpRate: quantity('temperatureRate', { min: 0.01 }),
	/** Emitter set-point while the web stands or waits. */
	setBackTemperature: quantity('temperature'),
	/** Heat at the heaters over heat drawn from the grid. */
	gridEfficiency: fraction,
	/** Water jacket of all modules together; absent where there is none. */
	coolant: group({
		flow: quantity('volumeFlow', { min: 0 }),
		inlet: quantity('temperature'),
		/** Share of the wall loss that goes into the water. */
		share: fraction,
	}).optional(),
	purgeOxygenPpmMax: z.number().positive(),
	/** Emissivity that the pyrometers are set to. */
	pyrometerEmissivity: fraction,
})

const quench = group({
	from: quantity('length'),
	/** Installed length; a recipe may use less of it. */
	length: quantity('length', { min: 0.01 }),
	plates: z.number().int().min(1).max(8),
	wallTemperature: quantity('temperature'),
	wallEmissivity: fraction,
	gasTemperature: quantity('temperature'),
	/** Jets: h = film coefficient * (flow / gas flow)^(2/3), each side. */
	jetFilmCoefficient: quantity('heatTransferCoefficient', { min: 0 }),
	jetGasFlow: quantity('volumeFlow', { min: 0 }),
	/** Still gas where no jet blows, in the unused part and over open web. */
	openFilmCoefficient: quantity('heatTransferCoefficient', { min: 0 }),
	coolantFlow: quantity('volumeFlow', { min: 0 }),
	coolantInlet: quantity('temperature'),
	/** Roll that one face of the web lies on for as far as the jets blow; absent where there is none. */
	chilledRoll: group({
		/** Contact between web and roll. */
		filmCoefficient: quantity('heatTransferCoefficient', { min: 0, max: 5000 }),
		temperature: quantity('temperature', { min: 200, max: 400 }),
	}).optional(),
})

const wash = group({
	/** The scraper: here the powder leaves the web. */
	scraperAt: quantity('length'),
	stages: z.number().int().min(1).max(9),
	/** Water that the cake carries from stage to stage, kg per kg product: m3/kg written as L/kg. */
	retainedWater: quantity('volumePerMass', { min: 0 }),
	/** Fresh water at the default recipe. */
	freshWaterFlow: quantity('volumeFlow', { min: 0 }),
	stageVolume: quantity('volume', { min: 1e-6 }),
	temperature: quantity('temperature'),
	/** Share of the salt locked inside the carbon. */
	occludedFraction: fraction,
	/** Product kept from the scraper to the wash, and through the wash. */
	transferYield: fraction,
	washYield: fraction,
	/** Mean time of the powder from scraper to scale, wash and product dryer together. */
	residenceTime: quantity('time', { min: 1 }),
	ultrasonicPower: quantity('power', { min: 0 }),
	productDryerTemperature: quantity('temperature'),
	containerCapacity: quantity('mass', { min: 1e-3 }),
})

const limits = group({
	emitterTemperatureMax: quantity('temperature'),
	quenchExitTemperatureMax: quantity('temperature'),
	furnaceMoistureMax: quantity('moisture'),
	tension: span('force'),
	volatileVelocityMax: quantity('speed'),
	residualNaClMax: quantity('massFraction'),
	waterPerProductMax: quantity('volumePerMass'),
	energyPerProductMax: quantity('energyPerMass'),
})

/** Set-points outside these are ignored by the PLC, so nothing may send them. */
const writeRanges = group({
	webSpeed: span('speed'),
	emitter: span('temperature'),
	dryerAir: span('temperature'),
	screw: span('rotation'),
	pyrometerEmissivity: z.tuple([z.number(), z.number()]),
	quenchGas: span('volumeFlow'),
	freshWater: span('volumeFlow'),
})

const auxiliaries = group({
	/** Drives and fans. */
	drivesPower: quantity('power', { min: 0 }),
	chillerCop: z.number().positive(),
	/** Water in the filter cake, kg per kg product. */
	cakeWater: quantity('moisture', { min: 0 }),
	cakeWaterHeat: quantity('specificEnergy', { min: 0 }),
	productDryerEfficiency: fraction,
})

/** Unplanned stops before the line has a log of its own: mean time between and to repair. */
const stopCause = group({
	station: z.enum(['Line', 'Feed', 'Drying', 'Heating', 'Quench', 'Wash']),
	/** Stop reason code. */
	code: z.number().int().min(200).max(699),
	words: z.string().min(1),
	meanTimeBetween: quantity('time', { min: 1 }),
	meanTimeToRepair: quantity('time', { min: 1 }),
})

/** One standard deviation of what nobody knows exactly, as a share of the nominal value (physics register of uncertainty). */
const uncertainty = group({
	emissivity: fraction,
	zoneLoss: fraction,
	feeder: fraction,
	arealHeat: fraction,
	quench: fraction,
	drying: fraction,
	wash: fraction,
	charYield: fraction,
	coarsening: fraction,
	evaporation: fraction,
	yield: fraction,
	pyrometer: quantity('temperatureDifference', { min: 0 }),
})

/** One analog indicator of the overview, in the unit of its tag or soft sensor. */
const indicator = z.strictObject({
	label: z.string().min(1).max(14),
	/** A tag, a soft sensor (`soft/peakK`), or the largest difference of pairs of tags. */
	source: z.union([z.string().min(1), z.array(z.tuple([z.string(), z.string()])).min(1)]),
	unit: z.string(),
	decimals: z.number().int().min(0).max(4),
	scale: z.tuple([z.number(), z.number()]),
	normal: z.tuple([z.number(), z.number()]).optional(),
	low: z.number().optional(),
	high: z.number().optional(),
	setpointTag: z.string().optional(),
})

const display = z.strictObject({
	Feed: z.array(indicator).min(1).max(6),
	Drying: z.array(indicator).min(1).max(6),
	Heating: z.array(indicator).min(1).max(6),
	Quench: z.array(indicator).min(1).max(6),
	Wash: z.array(indicator).min(1).max(6),
})

/** How long the history keeps what; without this section everything is kept. */
const history = group({
	/** Values as they came. */
	values: quantity('time', { min: 86_400 }),
	/** One value a second of each tag and soft sensor: mean, extremes, worst quality. */
	oneSecond: quantity('time', { min: 86_400 }),
	/** One each ten seconds, and events, forecasts and the roll map. */
	tenSeconds: quantity('time', { min: 86_400 }),
})

export const lineSchema = group({
	kind: z.literal('line'),
	name: z.string().regex(/^[a-z][a-z0-9-]*$/, 'expected small letters, digits and hyphens'),
	title: z.string().min(1).max(80),
	/** The line's edge node. Its twin publishes as the node `<node>-TWIN`. */
	sparkplug: z.strictObject({ group: z.string().regex(/^[^+/#]+$/), node: z.string().regex(/^[^+/#]+$/) }),
	/** Which set-points of a recipe this line takes: recipes keep one set for each size of line. */
	setpointSet: z.string().min(1),
	/** The recipes that may run here, by their id, with the name that the tags use; the first is the default. */
	recipes: z.record(z.string(), z.string()).refine((r) => Object.keys(r).length > 0, { message: 'expected at least one recipe' }),
	web,
	stations: group({ feed, drying, heating, quench, wash }),
	limits,
	/** Permissives and trips, a row each; without them the table of `interlock-table.ts`. */
	interlocks: interlocksSchema,
	writeRanges,
	auxiliaries,
	/** Floor that furnace, quench, wash and their cabinets stand on. */
	footprint: quantity('area', { min: 0.1 }),
	stops: z.array(stopCause),
	/** Starts of the shifts, `HH:MM` in UTC. */
	shifts: z.array(z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'expected HH:MM')).min(1),
	uncertainty,
	display,
	history: history.optional(),
	/** Time between two snapshots of a live run, from which the next one goes on; a minute where nothing is said. */
	snapshotEvery: optional(quantity('time', { min: 1, max: 3600 })),
	/** Parameter set that `emberline calibrate` wrote, beside this file: `FILE` or `FILE@VERSION`. */
	parameterSet: z.string().min(1).optional(),
})

export type LineConfig = z.output<typeof lineSchema> & {
	/** What stands in its parameter set; absent without one. */
	readonly calibrated?: CalibratedLine
}
export type HeatingConfig = LineConfig['stations']['heating']
export type QuenchConfig = LineConfig['stations']['quench']
export type WashConfig = LineConfig['stations']['wash']
export type FeedConfig = LineConfig['stations']['feed']
