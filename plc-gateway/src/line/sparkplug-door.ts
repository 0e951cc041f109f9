import type { TagDefinition } from '@emberline/line-config'
import type { Reading } from '@emberline/twin'
import { BehaviorSubject, distinctUntilChanged, type Observable } from 'rxjs'
import type { PlcDoor, SendRefusal } from '../commands/index.ts'
import type { HostSession, HostStatus, WriteRefusal } from '../host/index.ts'
import { DataType } from '../sparkplug/index.ts'
import { PresentReadings } from './present-readings.ts'

const REFUSALS: Readonly<Record<WriteRefusal, SendRefusal>> = {
	'broker-lost': 'broker-lost',
	'node-not-online': 'node-not-online',
	'device-not-online': 'device-not-online',
	'unknown-metric': 'not-born',
	'wrong-value': 'wrong-type',
}

/** The way to one Sparkplug node for commands: DCMD to its devices, NCMD for the heartbeat. */
export class SparkplugDoor implements PlcDoor {
	readonly readings$: Observable<readonly Reading[]>
	readonly away$: Observable<string | null>
	readonly #host: HostSession
	readonly #group: string
	readonly #node: string
	readonly #present: PresentReadings

	constructor(p: {
		readonly host: HostSession
		readonly group: string
		readonly node: string
		readonly readings$: Observable<readonly Reading[]>
	}) {
		this.#host = p.host
		this.#group = p.group
		this.#node = p.node
		this.readings$ = p.readings$
		this.#present = new PresentReadings(p.readings$)
		const away = new BehaviorSubject<string | null>(awayWords(p.host.status, `${p.group}/${p.node}`))
		p.host.status$.subscribe({
			next: (status) => away.next(awayWords(status, `${p.group}/${p.node}`)),
			complete: () => away.next('the broker was left'),
		})
		this.away$ = away.pipe(distinctUntilChanged())
	}

	present(tag: string): Reading | undefined {
		return this.#present.get(tag)
	}

	send(tag: TagDefinition, value: number | boolean): SendRefusal | null {
		const onWire = tag.type === 'Int64' && typeof value === 'number' ? BigInt(value) : value
		const refusal = this.#host.write(this.#group, this.#node, tag.device, tag.name, onWire)
		return refusal === null ? null : REFUSALS[refusal]
	}

	beat(metric: string, count: number): boolean {
		const known = this.#host.metric(this.#group, this.#node, null, metric)
		if (known === undefined) return false
		const wide = known.datatype === DataType.Int64 || known.datatype === DataType.UInt64
		return this.#host.write(this.#group, this.#node, null, metric, wide ? BigInt(count) : count) === null
	}
}

function awayWords(status: HostStatus, key: string): string | null {
	if (status.broker !== 'connected') return status.broker === 'lost' ? 'the broker was lost' : 'the broker is not connected yet'
	const state = status.nodes[key]?.state
	if (state === 'online') return null
	return state === 'offline' ? 'the PLC went offline' : 'the PLC is not online'
}
