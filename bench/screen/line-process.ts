import { FakePlant } from '../../hmi/test/fake-plant.ts'
import { twoAlarms } from '../../hmi/test/fixture-line.ts'

/** A screen's server with a plant that moves every value ten times a second, in a process of its own, so that its CPU is its own. */
const screenFolder = process.argv[2]
if (screenFolder === undefined) throw new Error('line-process.ts needs the folder of the built screen')
const plant = new FakePlant()
const server = await plant.serve({ screenFolder, allowedHosts: ['127.0.0.1'] })
plant.run()

/** `raise` brings an alarm and tells when; `clear` takes it away; `cpu` tells the CPU time used so far, s. */
process.on('message', (what) => {
	if (what === 'raise') {
		plant.changedFrame = (tMs) => ({ alarms: twoAlarms(tMs).slice(1) })
		const atMs = Date.now()
		plant.push()
		process.send?.({ raisedMs: atMs })
	} else if (what === 'clear') plant.changedFrame = () => ({})
	else if (what === 'cpu') {
		const { user, system } = process.cpuUsage()
		process.send?.({ cpuS: (user + system) / 1e6 })
	}
})
process.send?.({ url: server.url })
