/**
 * The interlocks of a line whose file names none of its own, written as in a line file. All delays and times are [A].
 *
 * None of this is the safety function. Emergency stop, temperature limiter, door and contactor are certified hardware that acts without
 * this program; the rows that name them only show what the hardware has done and keep the machines from asking for anything else.
 */

interface InterlockRow {
	readonly id: string
	readonly kind: 'permissive' | 'trip'
	readonly cause: string
	readonly needs: Readonly<Record<string, string | number | boolean>>
	readonly provedFor: string
	readonly armed: string
	readonly delay: string
	readonly budget: string
	readonly action: string
	readonly station: string
	readonly reason: number
	readonly latched: string
	readonly bypass?: { readonly role: string; readonly atMost: string }
}

type Permissive = Omit<InterlockRow, 'kind' | 'armed' | 'delay' | 'budget' | 'action' | 'latched'>
type Trip = Omit<InterlockRow, 'kind' | 'provedFor'>

/** A permissive takes the heaters' power at once when it is lost; the shutter needs 2 s. */
const permissive = (row: Permissive): InterlockRow => ({
	...row,
	kind: 'permissive',
	armed: 'always',
	delay: '0 s',
	budget: '3 s',
	action: 'refuse-enable',
	latched: 'no',
})
const trip = (row: Trip): InterlockRow => ({ ...row, kind: 'trip', provedFor: '0 s' })
/** Of a station that says nothing nobody knows whether it is safe. The line comes down; what is heard again needs no clearing of its own. */
const silent = (station: string, reason: number): InterlockRow =>
	trip({
		id: `silent-${station.toLowerCase()}`,
		cause: `nothing is heard of ${station}`,
		needs: { signal: `Link/${station}`, is: true },
		armed: 'always',
		delay: '1 s',
		budget: '4 s',
		action: 'abort-line',
		station,
		reason,
		latched: 'no',
	})

/** Permissives: the heaters are enabled while every one of them holds. */
const PERMISSIVES: readonly InterlockRow[] = [
	permissive({
		id: 'web-moves',
		cause: 'web stands or is below minimum speed',
		needs: { signal: 'Line/Status/CurMachSpeed', atLeast: 'movingSpeed' },
		provedFor: '0 s',
		station: 'Heating',
		reason: 499,
	}),
	permissive({
		id: 'purge-time',
		cause: 'purge not proved for its minimum time',
		needs: { signal: 'purgeProved', is: true },
		provedFor: '60 s',
		station: 'Heating',
		reason: 498,
	}),
	permissive({
		id: 'purge-flow-made',
		cause: 'sheath gas does not flow',
		needs: { signal: 'Heating/Purge/Flow', atLeast: 'purgeFlowMin' },
		provedFor: '5 s',
		station: 'Heating',
		reason: 497,
	}),
	permissive({
		id: 'oxygen-low',
		cause: 'oxygen in the furnace too high',
		needs: { signal: 'Heating/Purge/Oxygen', atMost: 'purgeOxygenMax' },
		provedFor: '60 s',
		station: 'Heating',
		reason: 402,
	}),
	permissive({
		id: 'jacket-water-made',
		cause: 'no water in the furnace jacket',
		needs: { signal: 'Heating/Cooling/Flow', atLeast: 'jacketFlowMin' },
		provedFor: '5 s',
		station: 'Heating',
		reason: 403,
	}),
	permissive({
		id: 'plate-water-made',
		cause: 'no water in the quench plates',
		needs: { signal: 'Quench/Coolant/Flow', atLeast: 'plateFlowMin' },
		provedFor: '5 s',
		station: 'Quench',
		reason: 501,
	}),
	permissive({
		id: 'limiter-made',
		cause: 'temperature limiter has opened the heater contactor',
		needs: { signal: 'Safety/LimiterHealthy', is: true },
		provedFor: '0 s',
		station: 'Heating',
		reason: 404,
	}),
]

/** Trips: act on a line that runs. */
const TRIPS: readonly InterlockRow[] = [
	trip({
		id: 'emergency-stop',
		cause: 'emergency stop pressed',
		needs: { signal: 'Safety/EmergencyStopReleased', is: true },
		armed: 'always',
		delay: '0 s',
		budget: '3 s',
		action: 'abort-line',
		station: 'Line',
		reason: 299,
		latched: 'clear-on-site',
	}),
	trip({
		id: 'limiter',
		cause: 'separate temperature limiter tripped',
		needs: { signal: 'Safety/LimiterHealthy', is: true },
		armed: 'always',
		delay: '0 s',
		budget: '3 s',
		action: 'abort-heating',
		station: 'Heating',
		reason: 404,
		latched: 'clear-on-site',
	}),
	trip({
		id: 'watchdog',
		cause: 'link to the controller lost',
		needs: { signal: 'Safety/WatchdogAlive', is: true },
		armed: 'always',
		delay: '0 s',
		budget: '3 s',
		action: 'abort-line',
		station: 'Line',
		reason: 298,
		latched: 'clear',
	}),
	silent('Feed', 296),
	silent('Drying', 396),
	silent('Heating', 496),
	silent('Quench', 596),
	silent('Wash', 696),
	trip({
		id: 'web-break',
		cause: 'web break or tension lost',
		needs: { signal: 'Line/Web/Tension', atLeast: 'tensionMin' },
		armed: 'moving',
		delay: '1 s',
		budget: '4 s',
		action: 'abort-line',
		station: 'Feed',
		reason: 202,
		latched: 'clear-on-site',
	}),
	trip({
		id: 'web-stopped-hot',
		cause: 'web stopped or below minimum speed while hot',
		needs: { signal: 'Line/Status/CurMachSpeed', atLeast: 'movingSpeed' },
		armed: 'heating',
		delay: '0 s',
		budget: '3 s',
		action: 'abort-heating',
		station: 'Heating',
		reason: 499,
		latched: 'clear',
	}),
	trip({
		id: 'emitter-over-temperature',
		cause: 'emitter above its limit',
		needs: { signal: 'Heating/Zone*/EmitterTemperature', atMost: 'emitterTemperatureMax' },
		armed: 'heating',
		delay: '1 s',
		budget: '4 s',
		action: 'abort-heating',
		station: 'Heating',
		reason: 405,
		latched: 'clear',
	}),
	trip({
		id: 'purge-lost',
		cause: 'purge lost while heating',
		needs: { signal: 'purgeProved', is: true },
		armed: 'heating',
		delay: '0 s',
		budget: '3 s',
		action: 'abort-heating',
		station: 'Heating',
		reason: 498,
		latched: 'clear',
	}),
	trip({
		id: 'purge-flow-lost',
		cause: 'sheath gas lost while heating',
		needs: { signal: 'Heating/Purge/Flow', atLeast: 'purgeFlowMin' },
		armed: 'heating',
		delay: '2 s',
		budget: '5 s',
		action: 'abort-heating',
		station: 'Heating',
		reason: 497,
		latched: 'clear',
	}),
	trip({
		id: 'oxygen-high',
		cause: 'oxygen in the furnace too high while heating',
		needs: { signal: 'Heating/Purge/Oxygen', atMost: 'purgeOxygenMax' },
		armed: 'heating',
		delay: '2 s',
		budget: '5 s',
		action: 'abort-heating',
		station: 'Heating',
		reason: 402,
		latched: 'clear',
	}),
	trip({
		id: 'jacket-water-lost',
		cause: 'water of the furnace jacket lost',
		needs: { signal: 'Heating/Cooling/Flow', atLeast: 'jacketFlowMin' },
		armed: 'heating',
		delay: '3 s',
		budget: '6 s',
		action: 'abort-heating',
		station: 'Heating',
		reason: 403,
		latched: 'clear',
	}),
	trip({
		id: 'plate-water-lost',
		cause: 'water of the quench plates lost',
		needs: { signal: 'Quench/Coolant/Flow', atLeast: 'plateFlowMin' },
		armed: 'heating',
		delay: '3 s',
		budget: '6 s',
		action: 'hold-station',
		station: 'Quench',
		reason: 501,
		latched: 'no',
	}),
	trip({
		id: 'quench-exit-hot',
		cause: 'web leaves the quench too hot',
		needs: { signal: 'Quench/Web/ExitTemperature', atMost: 'quenchExitTemperatureMax' },
		armed: 'heating',
		delay: '3 s',
		budget: '6 s',
		action: 'hold-station',
		station: 'Quench',
		reason: 502,
		latched: 'no',
		bypass: { role: 'engineer', atMost: '30 min' },
	}),
	trip({
		id: 'dryer-air-lost',
		cause: 'exhaust of the dryer not proved',
		needs: { signal: 'Drying/Zone*/AirFlow', atLeast: 'dryerAirFlowMin' },
		armed: 'running',
		delay: '5 s',
		budget: '8 s',
		action: 'hold-station',
		station: 'Drying',
		reason: 303,
		latched: 'no',
	}),
	trip({
		id: 'web-too-wet',
		cause: 'web leaves the dryer too wet for the furnace',
		needs: { signal: 'Drying/Web/ExitMoisture', atMost: 'furnaceMoistureMax' },
		armed: 'running',
		delay: '10 s',
		budget: '13 s',
		action: 'hold-station',
		station: 'Drying',
		reason: 302,
		latched: 'no',
		bypass: { role: 'maintenance', atMost: '60 min' },
	}),
	trip({
		id: 'bath-level-lost',
		cause: 'water level of a wash stage lost',
		needs: { signal: 'Wash/Stage*/Level', atLeast: 100 },
		armed: 'running',
		delay: '10 s',
		budget: '13 s',
		action: 'hold-station',
		station: 'Wash',
		reason: 602,
		latched: 'no',
		bypass: { role: 'maintenance', atMost: '60 min' },
	}),
]

export const INTERLOCK_TABLE: readonly InterlockRow[] = [...PERMISSIVES, ...TRIPS]
