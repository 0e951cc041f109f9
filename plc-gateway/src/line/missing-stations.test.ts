import { describe, expect, it } from 'vitest'
import type { PlantLinkState } from './connect-line.ts'
import { MissingStations } from './missing-stations.ts'

type Devices = PlantLinkState['devices']
const ALL: Devices = { Line: 'online', Feed: 'online', Drying: 'online', Heating: 'online', Quench: 'online', Wash: 'online' }
const link = (devices: Devices, silentMs = {}, node: PlantLinkState['node'] = 'online') => ({ node, devices, silentMs })

describe('stations that a PLC is without', () => {
	it('are none while every one of them is online, whatever other devices there are, and while the node is away', () => {
		const stations = new MissingStations()
		expect(stations.words(link({ ...ALL, Lab: 'offline' }), 0)).toBeNull()
		expect(stations.words(link({ ...ALL, Quench: 'offline' }, {}, 'offline'), 0)).toBeNull()
	})

	it('are named: dead at once, unborn after ten seconds, silent after thirty', () => {
		const stations = new MissingStations()
		const { Wash: _, ...unborn } = ALL
		expect(stations.words(link({ ...ALL, Quench: 'offline' }), 0)).toBe('nothing is heard of Quench')
		expect(stations.words(link(unborn), 10_000)).toBeNull()
		expect(stations.words(link({ ...unborn, Feed: 'unknown' }), 10_001)).toBe('nothing is heard of Feed, Wash')
		expect(stations.words(link({ ...ALL, Drying: 'stale' }, { Drying: 30_000 }), 20_000)).toBeNull()
		expect(stations.words(link({ ...ALL, Drying: 'stale' }, { Drying: 30_001 }), 20_000)).toBe('nothing is heard of Drying')
	})

	it('have their ten seconds anew after the node was away', () => {
		const stations = new MissingStations()
		const { Wash: _, ...unborn } = ALL
		stations.words(link(ALL), 0)
		stations.words(link(ALL, {}, 'offline'), 60_000)
		expect(stations.words(link(unborn), 61_000)).toBeNull()
		expect(stations.words(link(unborn), 71_001)).toBe('nothing is heard of Wash')
	})
})
