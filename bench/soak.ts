import { soak } from '../cli/test/soak/soak.ts'

/** `npx tsx bench/soak.ts [MINUTES]`: 2,000 messages/s through gateway, spool and embedded historian; 30 minutes where none are said.
 * Passes when the heap grows by less than 5 % and the event loop's delay at p99 is under 20 ms; that of an idle thread beside it is told, not subtracted. */
const minutes = Number(process.argv[2] ?? 30)
const result = await soak({
	messagesPerSecond: 2_000,
	lastsS: minutes * 60,
	warmUpS: 30,
	say: (line) => process.stdout.write(`${line}\n`),
})
process.stdout.write(`${JSON.stringify(result, null, 2)}\n`)
process.exitCode = result.heapGrowthPercent < 5 && result.delayP99Ms < 20 ? 0 : 1
