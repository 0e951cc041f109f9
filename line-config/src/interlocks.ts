import { z } from 'zod'
import { INTERLOCK_TABLE } from './interlock-table.ts'
import { group, quantity } from './quantity.ts'

/**
 * Interlocks and permissives of a line, a row each. The twin shows, checks and simulates them. They are NOT the safety function: that is
 * certified hardware (emergency stop, temperature limiter, heater contactor), and no message of this program is part of it.
 */

/** Limits that stand elsewhere in the line file and count here too, in the unit of the tag that they are compared with. */
export const INTERLOCK_LIMITS = [
	'movingSpeed',
	'tensionMin',
	'emitterTemperatureMax',
	'purgeOxygenMax',
	'purgeFlowMin',
	'jacketFlowMin',
	'plateFlowMin',
	'dryerAirFlowMin',
	'quenchExitTemperatureMax',
	'furnaceMoistureMax',
] as const
export type InterlockLimitName = (typeof INTERLOCK_LIMITS)[number]

/** Wired contacts and proofs that no tag of the dictionary carries. */
export const INTERLOCK_CONTACTS = [
	'Safety/EmergencyStopReleased',
	'Safety/LimiterHealthy',
	'Safety/WatchdogAlive',
	'Link/Feed',
	'Link/Drying',
	'Link/Heating',
	'Link/Quench',
	'Link/Wash',
	'purgeProved',
] as const

/** What a trip does, from the mildest to the hardest. All of them cut the heaters and close the shutter. */
export const INTERLOCK_ACTIONS = ['refuse-enable', 'hold-station', 'abort-heating', 'abort-line'] as const
export type InterlockAction = (typeof INTERLOCK_ACTIONS)[number]

/** `always`; `heating`: while the emitters may see the web; `moving`: while the web moves; `running`: while the line is in Execute. */
export const INTERLOCK_ARMED = ['always', 'heating', 'moving', 'running'] as const
export type InterlockArmed = (typeof INTERLOCK_ARMED)[number]

const limit = z.union([z.number(), z.enum(INTERLOCK_LIMITS)])

/** Healthy while this holds with good quality; a `*` stands for every zone, plate or stage. */
const need = z
	.strictObject({ signal: z.string().min(1), atLeast: limit.optional(), atMost: limit.optional(), is: z.boolean().optional() })
	.refine((n) => [n.atLeast, n.atMost, n.is].filter((v) => v !== undefined).length === 1, {
		message: 'expected one of atLeast, atMost, is',
	})

export const interlockSchema = group({
	id: z.string().regex(/^[a-z][a-z0-9-]*$/, 'expected small letters, digits and hyphens'),
	/** `permissive`: needed for the heaters to be enabled; `trip`: acts on a line that runs. */
	kind: z.enum(['permissive', 'trip']),
	/** What is wrong when it is not healthy, in plain words. */
	cause: z.string().min(1).max(80),
	needs: need,
	/** Permissive: healthy for so long without a break before it counts. */
	provedFor: quantity('time', { min: 0, max: 3600 }),
	armed: z.enum(INTERLOCK_ARMED),
	/** Trip: unhealthy for so long before it acts. */
	delay: quantity('time', { min: 0, max: 600 }),
	/** From the cause to heaters off and shutter closed, delay and shutter included. */
	budget: quantity('time', { min: 0, max: 600 }),
	action: z.enum(INTERLOCK_ACTIONS),
	/** Station whose trouble it is: held by `hold-station`, and named in the stop reason. */
	station: z.enum(['Line', 'Feed', 'Drying', 'Heating', 'Quench', 'Wash']),
	reason: z.number().int().min(200).max(699),
	/** Latched trips stand until CLEAR: from anywhere, or only from the line itself. Others go when their cause has gone. */
	latched: z.enum(['no', 'clear', 'clear-on-site']),
	/** Who may put it out of action in Maintenance, and for how long at most; absent: nobody. */
	bypass: group({ role: z.enum(['maintenance', 'engineer']), atMost: quantity('time', { min: 1, max: 86_400 }) }).optional(),
})

export const interlocksSchema = z
	.array(interlockSchema)
	.min(1)
	.superRefine((rows, context) => {
		const seen = new Set<string>()
		for (const [i, { id }] of rows.entries()) {
			if (seen.has(id))
				context.addIssue({ code: 'custom', path: [i, 'id'], message: `found "${id}" twice, expected each id once` })
			seen.add(id)
		}
	})
	.prefault(INTERLOCK_TABLE as never)

export type Interlock = z.output<typeof interlockSchema>
export type InterlockNeed = Interlock['needs']
