import { z } from 'zod'
import { fraction, group, quantities, quantity } from './quantity.ts'

/** Hot air on the web: wet bulb, constant and falling rate. */
const convective = group({
	method: z.literal('convective'),
	from: quantity('length'),
	to: quantity('length'),
	/** One for each zone; their number is the number of zones. */
	airTemperature: quantities('temperature', { min: 273.15, max: 600 }),
	airFlow: quantity('volumeFlow', { min: 0 }),
	/** kg water per kg dry air. */
	airHumidity: quantity('moisture', { min: 0, max: 1 }),
	filmCoefficient: quantity('heatTransferCoefficient', { min: 0 }),
	sides: z.union([z.literal(1), z.literal(2)]),
	criticalMoisture: quantity('moisture', { min: 0 }),
	equilibriumMoisture: quantity('moisture', { min: 0 }),
	/** Of the brine in the wet powder. */
	waterActivity: fraction,
	/** Heat into the powder over heat of the heaters. */
	efficiency: fraction,
	moistureGaugeAt: quantity('length'),
})

/** Frozen powder under vacuum, on web that hangs in loops in a chamber: `to` less `from` is all the web in there. */
const freeze = group({
	method: z.literal('freeze'),
	from: quantity('length'),
	to: quantity('length'),
	/** Held by the chamber's control where the ice sublimes; over the eutectic the cake melts. */
	frontTemperature: quantity('temperature', { min: 200, max: 273.15 }),
	/** Vapour pressure over the web, that of the condenser. */
	chamberPressure: quantity('pressure', { min: 0, max: 611 }),
	/** Resistance to vapour before any cake has dried, and what each kg/m2 of sublimed ice adds. */
	baseResistance: quantity('vapourResistance', { min: 1 }),
	cakeResistance: quantity('cakeResistance', { min: 0 }),
	/** Heat into the ice over heat of the heaters. */
	efficiency: fraction,
	/** Heat lifted by the refrigeration of freezer and condenser over its power. */
	refrigerationCop: z.number().positive(),
	moistureGaugeAt: quantity('length'),
})

export type ConvectiveDrying = z.output<typeof convective>
/** It has no air: where zones of air are counted or listed there are none. */
export type FreezeDrying = z.output<typeof freeze> & { readonly airTemperatureK: readonly number[] }
export type DryingConfig = ConvectiveDrying | FreezeDrying

const either = z.discriminatedUnion('method', [
	convective,
	freeze.transform((station): FreezeDrying => ({ ...station, airTemperatureK: [] })),
] as unknown as [z.ZodObject<{ method: z.ZodLiteral<string> }>]) as unknown as z.ZodType<DryingConfig>

/** The drying station; a file that names no method dries with air. */
export const drying: z.ZodType<DryingConfig> = z.preprocess(
	(section) =>
		typeof section === 'object' && section !== null && !Array.isArray(section) && !('method' in section)
			? { method: 'convective', ...section }
			: section,
	either,
)
