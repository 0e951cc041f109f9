import { readFileSync } from 'node:fs'
import { type Second, type WalkState, walk } from './fork-walk.ts'

/** Goes on from a state in a process of its own: `fork-child.ts ASK.json`, with what it was like at the end on standard output. */
const ask = JSON.parse(readFileSync(process.argv[2] ?? '', 'utf8')) as { seconds: Second[]; dir: string; from: WalkState }
process.stdout.write(JSON.stringify(walk(ask.seconds, ask.dir, [ask.seconds.length], ask.from)))
