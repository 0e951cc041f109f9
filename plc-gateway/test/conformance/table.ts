import type { Capture } from './capture.ts'
import { type Assertion, EDGE_RULES } from './edge-assertions.ts'
import { HOST_RULES } from './host-assertions.ts'

export interface Verdict {
	readonly id: string
	readonly role: 'host' | 'edge'
	readonly how: Assertion['how']
	readonly passed: boolean
}

/** What a capture says of every assertion, in the order of their tables. A check that stumbles over a packet has failed. */
export function judge(capture: Capture): readonly Verdict[] {
	const rules = [
		...Object.entries(HOST_RULES).map(([id, rule]) => ({ id, role: 'host' as const, rule })),
		...Object.entries(EDGE_RULES).map(([id, rule]) => ({ id, role: 'edge' as const, rule })),
	]
	return rules.map(({ id, role, rule: [how, holds] }) => {
		let passed = false
		try {
			passed = holds(capture)
		} catch {
			// Failed.
		}
		return { id, role, how, passed }
	})
}

const WORDS: Readonly<Record<Assertion['how'], string>> = {
	CONNECT: 'wire: CONNECT and its Will',
	SUBSCRIBE: 'wire: SUBSCRIBE',
	DISCONNECT: 'wire: last words and DISCONNECT',
	payloads: 'wire: payloads',
	topics: 'wire: topics',
	flags: 'wire: QoS and retain',
	order: 'wire: order of packets',
	'host state': "the host's own state",
	'set-up': 'set-up rule: ids are given by who runs it',
}

/** The table of docs/, from the verdicts at mosquitto and at the embedded broker. */
export function renderTable(mosquitto: readonly Verdict[], embedded: readonly Verdict[]): string {
	const at = new Map(embedded.map((verdict) => [`${verdict.role} ${verdict.id}`, verdict.passed]))
	const count = (role: Verdict['role']): string => {
		const list = mosquitto.filter((verdict) => verdict.role === role)
		return `${list.filter(({ passed }) => passed).length} of ${list.length}`
	}
	const word = (passed: boolean | undefined): string => (passed ? 'yes' : 'no')
	const isOnWire = ({ how }: Verdict): boolean => how !== 'host state' && how !== 'set-up'
	const ids = (isSo: (verdict: Verdict) => boolean): Set<string> => new Set(mosquitto.filter(isSo).map(({ id }) => id))
	const wire = ids(isOnWire)
	const only = (which: Assertion['how']): number => [...ids(({ how }) => how === which)].filter((id) => !wire.has(id)).length
	const rows = mosquitto.map(({ id, role, how, passed }) => {
		const here = word(at.get(`${role} ${id}`))
		return `| ${id} | ${role} | ${word(passed)} | ${here} | ${WORDS[how]} |`
	})
	return `# Sparkplug 3.0 conformance

Our own host and edge session against every assertion of Sparkplug 3.0.0 on a host application and on an edge node (ids without
\`tck-id-\`), judged from the packets of one rehearsal: \`plc-gateway/test/conformance\`. This is our own reading of the assertions,
not a run of the Eclipse kit. Made anew by \`npm run conformance -w @emberline/plc-gateway\`; a test keeps it up to date.

- Host application: **${count('host')}** shown at mosquitto.
- Edge node: **${count('edge')}** shown at mosquitto.
- Of the ${ids(() => true).size} ids (11 stand for both roles) ${wire.size} are judged over the wire, ${only('host state')} by the host's own state, ${only('set-up')} are rules of set-up.
- Report by exception is the session's option \`byException\`; the rehearsal publishes unchanged values too, and they are not sent.
- The embedded broker speaks MQTT 3.1.1 only: what needs MQTT 5 is "no" there.
- The 11 assertions on MQTT servers are the broker's, not ours.

| assertion | role | mosquitto | embedded broker | how seen |
| --- | --- | --- | --- | --- |
${rows.join('\n')}
`
}
