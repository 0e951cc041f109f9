import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { verifyAudit } from '@emberline/historian'
import { type CommandRequest, DataType, decodePayload, resolveMetric } from '@emberline/plc-gateway'
import { connect } from 'mqtt'
import { lineUp } from '../cli/test/line-up.ts'
import { mosquitto, until } from '../plc-gateway/test/brokers.ts'

/**
 * `npx tsx bench/command-life.ts`: one set-point of the simulated PLC written over mosquitto, and docs/command-life.md made of what was
 * seen: the two steps, the packets on the wire as a third client hears them, and the lines of the audit log as they stand in it.
 */
const TAG = 'Heating/Zone2/EmitterSetpoint'
const WANTED = 1300
const dir = mkdtempSync(join(tmpdir(), 'emberline-command-'))
const audit = join(dir, 'audit.jsonl')
const broker = await mosquitto()
const { run, close } = await lineUp({ broker: broker.url, historian: 'none', commands: 'on', audit })
const listener = connect(broker.url)
await listener.subscribeAsync(['spBv1.0/R2R/DCMD/LINE1/#', 'spBv1.0/R2R/DDATA/LINE1/Heating'])
let beganMs = 0
const seen: string[] = []
const note = (what: string): void => {
	seen.push(`${String(Math.round(performance.now() - beganMs)).padStart(5)} ms  ${what}`)
}
let isOver = false
listener.on('message', (topic, bytes) => {
	const { metrics, seq } = decodePayload(bytes)
	for (const metric of metrics) {
		if (metric.name !== TAG || beganMs === 0 || isOver) continue
		// DATA says no type: it is the birth's.
		const { value } = resolveMetric(metric, DataType.Double)
		note(`${topic}  ${TAG} = ${String(value)}${seq === undefined ? ', no seq' : `, seq ${seq}`}`)
	}
})
try {
	await until(() => Object.values(run.plc.link.devices).every((state) => state === 'online'), 'the devices of the PLC')
	const ask = (id: string, more: Partial<CommandRequest>) =>
		run.commands.request({
			id,
			step: 'operate',
			act: { kind: 'set', tag: TAG, value: WANTED },
			by: { user: 'anna', role: 'operator', from: 'screen' },
			issuedMs: Date.now(),
			reason: 'less heat',
			...more,
		})
	beganMs = performance.now()
	note('select asked for')
	const selected = await ask('a1', { step: 'select' })
	if (selected.kind !== 'accepted') throw new Error(`select: ${JSON.stringify(selected)}`)
	note(`select  -> accepted, good for ${Math.round((selected.expiresMs - Date.now()) / 1000)} s`)
	note('operate asked for, with the token of the select')
	const result = await ask('a2', { token: selected.token })
	note(`operate -> ${result.kind}`)
	isOver = true
	// Sooner, the interval between two writes of the tag would be what it fails at.
	await new Promise((resolve) => setTimeout(resolve, 2_500))
	note('the same operate again, as a replay of it would be')
	const again = await ask('a2', { token: selected.token })
	note(`operate -> ${again.kind}${again.kind === 'refused' ? `, ${again.code}: ${again.message}` : ''}`)
	const { problem } = await verifyAudit(audit)
	const text = `# One command's life

A set-point written over mosquitto to the simulated PLC; made anew by \`npx tsx bench/command-life.ts\`. Times from the select on. The packets are those that a third client at the broker hears.

\`\`\`
${seen.join('\n')}
\`\`\`

The audit log as it stands on disk, each line with the hash of the line before it; \`emberline audit verify\` says of it: ${problem === null ? 'the chain is whole' : JSON.stringify(problem)}.

\`\`\`json
${readFileSync(audit, 'utf8').trim()}
\`\`\`
`
	writeFileSync(new URL('../docs/command-life.md', import.meta.url), text)
	process.stdout.write(text)
} finally {
	listener.end(true)
	await close()
	await broker.stop()
	rmSync(dir, { recursive: true, force: true })
}
