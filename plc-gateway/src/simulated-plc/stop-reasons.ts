/** Why the line is not running, as the code in the tag: 1xx planned, then by station, 2xx feed and web to 6xx wash. */
export const STOP_REASON = {
	none: 0,
	rollChange: 101,
	recipeChange: 102,
	plannedStop: 103,
	operator: 105,
	feederBridging: 201,
	webBreak: 202,
	tensionLost: 205,
	gatewayLost: 298,
	emergencyStop: 299,
	webTooWet: 302,
	emitterBreak: 401,
	oxygenHigh: 402,
	jacketLost: 403,
	overTemperature: 404,
	thermocoupleOpen: 406,
	webStandsHot: 499,
	plateCoolantLost: 501,
	quenchExitHot: 502,
	quenchGasLost: 503,
	filterClogged: 601,
} as const

/** Of a station whose inputs and outputs the PLC does not hear any more. */
export const SILENT_REASON = { Feed: 296, Drying: 396, Heating: 496, Quench: 596, Wash: 696 } as const

/** A stop that nobody planned. */
export const isTrip = (code: number): boolean => code >= 200

/** The station that a code speaks of; the web itself belongs to the feed. */
export function stationOf(code: number): 'Feed' | 'Drying' | 'Heating' | 'Quench' | 'Wash' {
	if (code === STOP_REASON.recipeChange) return 'Heating'
	return ({ 3: 'Drying', 4: 'Heating', 5: 'Quench', 6: 'Wash' } as const)[Math.floor(code / 100) as 3 | 4 | 5 | 6] ?? 'Feed'
}
