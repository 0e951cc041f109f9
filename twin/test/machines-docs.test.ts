import { loadLine } from '@emberline/line-config/files'
import { expect, it } from 'vitest'
import { createLineMachines } from '../src/line/line-machines.ts'
import { statesDoc } from './states-doc.ts'

it('docs/states.md shows the machines as they are', async () => {
	await expect(statesDoc(createLineMachines(loadLine()))).toMatchFileSnapshot('../../docs/states.md')
})
