import { writeFileSync } from 'node:fs'
import { embedded, mosquitto } from '../brokers.ts'
import { rehearse } from './rehearsal.ts'
import { judge, renderTable } from './table.ts'

/** Plays the rehearsal at both brokers and writes docs/sparkplug-conformance.md. */
async function at(open: typeof mosquitto, hasMqtt5: boolean) {
	const pair = [await open(), await open()] as const
	const verdicts = judge(await rehearse(pair, hasMqtt5))
	for (const broker of pair) await broker.stop()
	return verdicts
}

const atMosquitto = await at(mosquitto, true)
const table = renderTable(atMosquitto, await at(embedded, false))
writeFileSync(new URL('../../../docs/sparkplug-conformance.md', import.meta.url), table)
console.log(
	table
		.split('\n')
		.filter((line) => line.startsWith('- '))
		.join('\n'),
)
for (const { role, id, how, passed } of atMosquitto) if (!passed) console.log(`not shown at mosquitto: ${role} ${id} (${how})`)
