import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { afterAll, expect, it } from 'vitest'
import { freePort, until } from '../../plc-gateway/test/brokers.ts'

const ROOT = fileURLToPath(new URL('../..', import.meta.url))
const children: ChildProcess[] = []
afterAll(() => {
	// Each has a group of its own: what npx and the shell started ends with them.
	for (const { pid } of children) if (pid !== undefined) process.kill(-pid, 'SIGKILL')
})

/** The first fenced blocks of the guide, in order. */
function blocksOf(text: string): string[] {
	return [...text.matchAll(/^```(?:sh|js)\n(.*?)^```$/gms)].map((found) => found[1] ?? '')
}

function start(command: string, args: readonly string[], env: NodeJS.ProcessEnv = {}, input = ''): ChildProcess {
	const child = spawn(command, args, {
		cwd: ROOT,
		detached: true,
		stdio: ['pipe', 'ignore', 'ignore'],
		env: { ...process.env, ...env },
	})
	child.stdin.end(input)
	children.push(child)
	return child
}

it('what the guide tells to type leads from nothing to a node that Emberline takes', { timeout: 90_000 }, async () => {
	const [brokerPort, screenPort] = [await freePort(), await freePort()]
	const guide = readFileSync(`${ROOT}/docs/plc-integration-guide.md`, 'utf8')
	const typed = (text: string) => text.replaceAll('1883', String(brokerPort)).replaceAll('8080', String(screenPort))
	const [broker = '', node = '', run = '', questions = ''] = blocksOf(guide).map(typed)
	start('sh', ['-c', broker])
	start(process.execPath, ['--input-type=module'], {}, node)
	// The ports are a test's own, and nothing is left in ./data.
	start('sh', ['-c', run], { EMBERLINE_PORT: String(screenPort), EMBERLINE_HISTORIAN: 'none' })
	const ask = (question: string) => execFileSync('sh', ['-c', question], { encoding: 'utf8' })
	const [ready = '', metrics = ''] = questions.trim().split('\n')
	await until(
		async () => {
			try {
				return JSON.parse(ask(ready)).parts.gateway.ready === true
			} catch {
				return false
			}
		},
		'a gateway that is content',
		60_000,
	)
	const counted = Object.fromEntries(
		ask(metrics)
			.trim()
			.split('\n')
			.map((line) => line.split(' ')),
	)
	expect(counted).toEqual({
		emberline_plc_node_online: '1',
		emberline_plc_tags_never_seen: '117',
		emberline_plc_seq_gaps_total: '0',
		emberline_plc_undecodable_total: '0',
		emberline_plc_foreign_metrics: '0',
	})
})
