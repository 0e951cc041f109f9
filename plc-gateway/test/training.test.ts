import { loadLine, loadRecipes } from '@emberline/line-config/files'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { askTraining, createSimulatedPlc, type SimulatedPlc, type TrainingAsk } from '../src/simulated-plc/index.ts'
import { mosquitto, type TestBroker, until } from './brokers.ts'

const LINE = loadLine()
const RECIPES = Object.fromEntries(loadRecipes().map((recipe) => [recipe.id, recipe]))

describe('the training desk of a simulated plant', () => {
	let broker: TestBroker
	let plc: SimulatedPlc
	const ask = (what: TrainingAsk, timeoutMs = 5000) =>
		askTraining({ brokerUrl: broker.url, ...LINE.sparkplug, ask: what, timeoutMs }).then(({ answer }) => answer)

	beforeAll(async () => {
		broker = await mosquitto()
		plc = createSimulatedPlc({ line: LINE, recipes: RECIPES, brokerUrl: broker.url, seed: 2, speed: 10, training: true })
		await plc.start()
	})
	afterAll(async () => {
		await plc.stop()
		await broker.stop()
	})

	it('breaks the plant and mends it, and says how it stands', async () => {
		await until(async () => (await ask({ do: 'look' }, 500)) !== null, 'the desk to answer')
		const broken = await ask({ do: 'fault', fault: 'web_break', lastsS: Number.POSITIVE_INFINITY })
		expect(broken?.ok).toBe(true)
		await until(() => plc.state.line === 'Aborted', 'the line to abort')
		expect((await ask({ do: 'look' }))?.standing).toMatchObject([{ fault: 'web_break', leftS: null }])
		expect((await ask({ do: 'reset-on-site' }))?.text).toMatch(/web broken/)
		expect((await ask({ do: 'repair', fault: 'all' }))?.ok).toBe(true)
		await until(() => plc.plant.program.interlocks.standing.length === 0, 'the machine to be reset by its repair')
		expect(plc.plant.truth.faults).toMatchObject([{ origin: 'menu', name: { cause: 'web_break' } }])
	})

	it('refuses what the line cannot have, with the reason', async () => {
		const before = plc.plant.truth.faults.length
		expect(await ask({ do: 'fault', fault: 'web_brake' })).toMatchObject({
			ok: false,
			text: expect.stringContaining('did you mean "web_break"'),
		})
		expect(await ask({ do: 'fault', fault: 'web_break', severity: 'bad' as unknown as number }, 500)).toBeNull()
		expect(await ask({ do: 'dance' as 'look' })).toMatchObject({ ok: false })
		expect(plc.plant.truth.faults).toHaveLength(before)
	})

	it('is not there unless somebody has asked for it', async () => {
		await plc.stop()
		plc = createSimulatedPlc({ line: LINE, recipes: RECIPES, brokerUrl: broker.url, seed: 2 })
		await plc.start()
		expect(await ask({ do: 'look' }, 500)).toBeNull()
	})
})
