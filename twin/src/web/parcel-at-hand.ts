/**
 * The parcel that is being carried on, as plain numbers in one typed array: what V8 keeps in registers within a function and hands from one
 * to the next without a heap number for each. One at a time; every call of `advanceParcel` fills it anew.
 */
export const parcel = new Float64Array(72)

const NAMES = [
	// What it is made of, kg/m2; heat of its reactions J/m2, heat capacity of what reacts J/m2 K, gas kg/m2, each when all of it reacts.
	...[
		'cloth',
		'nacl',
		'metal',
		'charred1',
		'charred2',
		'arealHeat',
		'heat1',
		'heat2',
		'heatM',
		'heldCitrate',
		'heldSalt',
		'heldAlloy',
	],
	...['gas1', 'gas2', 'gasM', 'reactsFromK'],
	// What surrounds it: shares of the exchange, emitter K^4, film W/m2 K, gas K.
	...['inverseSurface', 'seen', 'below', 'surface4', 'film', 'gasK'],
	// Where the step begins: K, left to react, 1/s, K/s, W/m2.
	...['t', 'u1', 'u2', 'um', 'k1', 'k2', 'km', 'slope', 'bend', 'flux'],
	// The stage at hand, and so the end of the step: the same, heat capacity over the areal factor, and what follows from the extents.
	...['tEnd', 'v1', 'v2', 'vm', 'r1', 'r2', 'rm', 'slopeEnd', 'bendEnd', 'fluxEnd', 'heatEnd', 'exchange', 'carbon', 'rest'],
	// How far along a stage is, s. Means up to it: slope K/s, rates 1/s; over the step: radiation W/m2, temperature K. Error of the step, K.
	...['alongS', 'slopes', 'sum1', 'sum2', 'sumM', 'fluxes', 'kelvins', 'errorK'],
	// Of time: this step and the one before, s, with the slope and the rate of reduction where that ended; the parcel's own, what is left of the call; the step to try next.
	...['dt', 'before', 'slopeBefore', 'formingBefore', 'clock', 'left', 'wish'],
	// Molten share; sums of the call: radiation and fusion J/m2, kelvin-seconds over the gas; greatest velocity of the off-gas, m/s.
	...['melt', 'radiation', 'fusion', 'lag', 'vent'],
] as const

/** Place of each number in `parcel`. */
export const SLOT = Object.fromEntries(NAMES.map((name, k) => [name, k])) as Readonly<Record<(typeof NAMES)[number], number>>
