import { loadLine } from '@emberline/line-config/files'
import { expect, it } from 'vitest'
import { heatingUnit } from '../stations/heating/machine.ts'
import { asksForHeat, wantsShutterOpen } from './interlocks.ts'

it('the furnace asks for heat only where it warms up, heats or is set back, and for an open shutter only in the first two', () => {
	const modes = Object.values(heatingUnit(loadLine()).modes).flatMap((own) => own.map(({ name }) => name))
	const heats = (ask: typeof asksForHeat) => [...new Set([...modes, null])].filter((mode) => ask({ mode }))
	expect(heats(asksForHeat)).toEqual(['warm-up', 'heating', 'set-back'])
	expect(heats(wantsShutterOpen)).toEqual(['warm-up', 'heating'])
})
