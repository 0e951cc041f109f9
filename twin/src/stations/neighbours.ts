import type { Trouble } from './unit-machine.ts'

/**
 * Reasons outside a unit, as its EquipmentInterlock tells them: starved, nothing comes from upstream; blocked, nothing is taken downstream.
 * Both suspend it. Stop reasons end in 91 and 92 of the station's hundred.
 */
export const fromNeighbours = (hundred: number, starvedOf: string, blockedBy: string): readonly Trouble[] => [
	{ when: 'starved', command: 'SUSPEND', reason: hundred + 91, words: `starved: no ${starvedOf}` },
	{ when: 'blocked', command: 'SUSPEND', reason: hundred + 92, words: `blocked: ${blockedBy}` },
]
