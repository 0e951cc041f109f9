import { type FaultName, FaultNameError } from '@emberline/line-config'
import { type MqttLink, type MqttLinkOptions, openMqttLink } from '../mqtt/link.ts'
import type { FaultRequest } from './faults/fault-record.ts'
import { levelOf } from './faults/fault-record.ts'
import type { Plant } from './plant.ts'
import { STATIONS } from './station-lead.ts'

/** What a trainer may do to a simulated plant: break it, mend it, and what people do with their hands at the machine. */
export type TrainingAsk =
	| ({ readonly do: 'fault'; readonly afterS?: number | undefined } & FaultRequest)
	| { readonly do: 'repair'; readonly fault: string }
	/** Takes a station off the PLC's network, and puts it back. */
	| { readonly do: 'cut-station' | 'join-station'; readonly station: string }
	/** Valves that people shut and open by hand. */
	| { readonly do: 'shut-jacket-water' | 'open-jacket-water' | 'shut-quench-gas' | 'open-quench-gas' }
	| { readonly do: 'look' | 'press-estop' | 'release-estop' | 'reset-on-site' | 'jam-shutter' | 'free-shutter' }

export interface StandingFault {
	readonly fault: FaultName['text']
	/** Severity now: what it will have when it has come on in full, times how far that is. */
	readonly level: number
	readonly severity: number
	/** Plant seconds since it began, and until it is put right; null where nobody will. */
	readonly sinceS: number
	readonly leftS: number | null
}

export interface TrainingAnswer {
	readonly id: string
	readonly ok: boolean
	/** What was done, or why not. */
	readonly text: string
	readonly line: string
	readonly stopReason: number
	readonly standing: readonly StandingFault[]
}

/** Own topics, far from `spBv1.0`: nothing that a real PLC listens to, and no gateway passes it on. */
export const trainingTopics = (group: string, node: string) => ({
	ask: `emberline/training/${group}/${node}/ask`,
	answer: `emberline/training/${group}/${node}/answer`,
})

/** Does what is asked, at once. Never throws for what is asked wrongly: that is in the answer. */
export function train(plant: Plant, ask: TrainingAsk, id: string): TrainingAnswer {
	try {
		return answer(plant, id, true, carryOut(plant, ask))
	} catch (error) {
		if (!(error instanceof FaultNameError)) throw error
		return answer(plant, id, false, error.message)
	}
}

function carryOut(plant: Plant, ask: TrainingAsk): string {
	const { faults, nowS } = plant
	switch (ask.do) {
		case 'fault': {
			const { name, severity, fromS, toS } = faults.add(
				ask.afterS === undefined ? ask : { ...ask, at: nowS + ask.afterS },
				nowS,
				'menu',
			)
			const when = fromS > nowS ? `in ${Math.round(fromS - nowS)} s` : 'now'
			const until = Number.isFinite(toS) ? `for ${Math.round(toS - fromS)} s` : 'until it is repaired'
			return `${name.text} ${when}, severity ${severity}, ${until}`
		}
		case 'repair': {
			const count = faults.repair(ask.fault, nowS)
			if (count === 0)
				throw new FaultNameError(`fault: found no ${ask.fault === 'all' ? 'fault' : ask.fault} on the plant, nothing to repair`)
			return `repaired ${ask.fault === 'all' ? `${count} faults` : ask.fault}`
		}
		case 'look':
			return plant.program.interlocks.standing.map(({ words }) => words).join(', ') || 'no trip stands'
		case 'press-estop':
			plant.emergencyStop = true
			return 'emergency stop pressed'
		case 'release-estop':
			plant.emergencyStop = false
			return 'emergency stop released; reset on site before clearing'
		case 'reset-on-site': {
			const left = plant.program.interlocks.resetOnSite()
			if (left.length > 0)
				throw new FaultNameError(`reset: found ${left.map(({ words }) => words).join(', ')}, expected all in order`)
			return 'reset; the line may be cleared'
		}
		case 'cut-station':
		case 'join-station': {
			const station = STATIONS.find((name) => name === ask.station)
			if (station === undefined)
				throw new FaultNameError(`station: found ${JSON.stringify(ask.station)}, expected one of ${STATIONS.join(', ')}`)
			if (ask.do === 'cut-station') plant.silentStations.add(station)
			else plant.silentStations.delete(station)
			return ask.do === 'cut-station' ? `${station} cut off` : `${station} answers again`
		}
		case 'shut-jacket-water':
		case 'open-jacket-water':
			plant.jacketShut = ask.do === 'shut-jacket-water'
			return `water of the jacket ${plant.jacketShut ? 'shut' : 'open'}`
		case 'shut-quench-gas':
		case 'open-quench-gas':
			plant.quenchGasShut = ask.do === 'shut-quench-gas'
			return `gas of the quench ${plant.quenchGasShut ? 'shut' : 'open'}`
		case 'jam-shutter':
			plant.shutterJammed = true
			return 'shutter jammed where it is'
		case 'free-shutter':
			plant.shutterJammed = false
			return 'shutter free'
		default:
			throw new FaultNameError(`ask: found ${JSON.stringify((ask as { do?: unknown }).do)}, expected fault, repair or look`)
	}
}

function answer(plant: Plant, id: string, ok: boolean, text: string): TrainingAnswer {
	const { nowS } = plant
	const standing = plant.faults.record
		.filter(({ fromS, toS }) => fromS <= nowS && nowS < toS)
		.map((record) => ({
			fault: record.name.text,
			level: levelOf(record, nowS),
			severity: record.severity,
			sinceS: nowS - record.fromS,
			leftS: Number.isFinite(record.toS) ? record.toS - nowS : null,
		}))
	return { id, ok, text, line: plant.program.line.state, stopReason: plant.program.reason, standing }
}

/** The desk of a running simulated plant: listens on the broker until it is closed. A real PLC has none. */
export function openTrainingDesk(
	plant: Plant,
	broker: Pick<MqttLinkOptions, 'brokerUrl' | 'username' | 'password' | 'tls' | 'mqttVersion'>,
): MqttLink {
	const { group, node } = plant.line.sparkplug
	const topics = trainingTopics(group, node)
	const link: MqttLink = openMqttLink({
		...broker,
		clientId: `${group}-${node}-training`,
		subscriptions: [{ topic: topics.ask, qos: 1 }],
		will: () => undefined,
		onUp: () => {},
		onDown: () => {},
		onMessage: (_, payload) => {
			const ask = read(payload)
			if (ask !== null) {
				const said = JSON.stringify(train(plant, ask.ask, ask.id))
				link.publish({ topic: topics.answer, payload: said, qos: 1, retain: false })
			}
		},
	})
	return link
}

/** Numbers where numbers belong; anything else would be taken for one. */
function isFit(key: string, value: unknown): boolean {
	if (key === 'severity' || key === 'onsetS' || key === 'afterS') return typeof value === 'number'
	if (key === 'lastsS') return typeof value === 'number' || value === null
	if (key === 'at') return typeof value === 'number' || typeof value === 'string'
	return typeof value === 'string'
}

/** JSON has no Infinity: `lastsS` null stands for it. */
function read(payload: Uint8Array): { readonly id: string; readonly ask: TrainingAsk } | null {
	try {
		const data: unknown = JSON.parse(Buffer.from(payload).toString('utf8'))
		if (typeof data !== 'object' || data === null || !('id' in data) || typeof data.id !== 'string') return null
		if (Object.entries(data).some(([key, value]) => !isFit(key, value))) return null
		const lasts = 'lastsS' in data && data.lastsS === null ? { lastsS: Number.POSITIVE_INFINITY } : {}
		// What is in it is judged where it is carried out.
		return { id: data.id, ask: { fault: '', ...data, ...lasts } as unknown as TrainingAsk }
	} catch {
		return null
	}
}
