import { nothingLost } from '../cli/test/nothing-lost/trial.ts'

/** `npx tsx bench/nothing-lost.ts`: 2,000 messages/s; broker and gateway killed three times each, the historian away for 60 s. */
const result = await nothingLost({
	messagesPerSecond: 2_000,
	brokerKills: 3,
	gatewayKills: 3,
	historianAwayS: 60,
	downS: 1,
	pauseS: 4,
	say: (line) => process.stdout.write(`${line}\n`),
})
process.stdout.write(`${JSON.stringify(result, null, 2)}\n`)
process.exitCode = result.lost + result.changed + result.doubled + result.dropped === 0 ? 0 : 1
