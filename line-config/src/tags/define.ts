import type { TagDefinition, TagDevice } from '../tags.ts'

/** `measured(name, unit, rate, deadband, decimals, description)` and its kin for one device: a row each of its tag table. */
export function tagsOf(device: TagDevice) {
	const tag = (name: string, rest: Omit<TagDefinition, 'name' | 'device'>): TagDefinition => ({
		name: `${device}/${name}`,
		device,
		...rest,
	})
	return {
		/** A number from an instrument; the dead band is near what the instrument resolves. */
		measured: (name: string, unit: string, rateHz: number, deadband: number, decimals: number, description: string) =>
			tag(name, { unit, type: 'Double', rateHz, deadband, writable: false, decimals, description }),
		/** A number that comes once, when there is something to say. */
		reported: (name: string, unit: string, decimals: number, description: string) =>
			tag(name, { unit, type: 'Double', rateHz: 'event', deadband: 0, writable: false, decimals, description }),
		/** A number that the supervisory side writes and the PLC echoes. What the PLC takes stands in the line file. */
		setPoint: (name: string, unit: string, rateHz: number | 'event', decimals: number, description: string) =>
			tag(name, { unit, type: 'Double', rateHz, deadband: 0, writable: true, decimals, description }),
		/** A PackML number, a mode or a stop reason. */
		number: (name: string, unit: 'enum' | 'code', description: string, acceptedRange?: readonly [number, number]) =>
			tag(name, {
				unit,
				type: 'Int32',
				rateHz: 'event',
				deadband: 0,
				writable: acceptedRange !== undefined,
				...(acceptedRange === undefined ? {} : { acceptedRange }),
				decimals: 0,
				description,
			}),
		count: (name: string, unit: string, description: string) =>
			tag(name, { unit, type: 'Int64', rateHz: 1, deadband: 0, writable: false, decimals: 0, description }),
		text: (name: string, description: string) =>
			tag(name, { unit: '-', type: 'String', rateHz: 'event', deadband: 0, writable: false, decimals: 0, description }),
		flag: (name: string, description: string, writable = false) =>
			tag(name, { unit: '-', type: 'Boolean', rateHz: 'event', deadband: 0, writable, decimals: 0, description }),
		instant: (name: string, description: string) =>
			tag(name, { unit: 'ms', type: 'DateTime', rateHz: 'event', deadband: 0, writable: false, decimals: 0, description }),
	}
}

/** One block of rows for each of N like things, numbered from 1. */
export function forEach(count: number, rows: (n: number) => readonly TagDefinition[]): TagDefinition[] {
	return Array.from({ length: count }, (_, i) => rows(i + 1)).flat()
}
