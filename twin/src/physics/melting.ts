/** A lumped layer with a melting salt under a constant flux; constant specific heats. */
export interface MeltingLayer {
	/** Everything but the salt, J/m2 K. */
	readonly otherJPerM2K: number
	readonly saltKgPerM2: number
	readonly solidJPerKgK: number
	readonly liquidJPerKgK: number
	readonly fusionJPerKg: number
	readonly meltingK: number
	readonly fluxWPerM2: number
	readonly startK: number
}

/** When the salt begins and ends to melt [s]; exact. The temperature stands still between. */
export function meltingWindowS(layer: MeltingLayer): readonly [start: number, end: number] {
	const solid = layer.otherJPerM2K + layer.saltKgPerM2 * layer.solidJPerKgK
	const start = (solid * (layer.meltingK - layer.startK)) / layer.fluxWPerM2
	return [start, start + (layer.saltKgPerM2 * layer.fusionJPerKg) / layer.fluxWPerM2]
}

/** Temperature after a time [K]; exact. */
export function meltingLayerK(layer: MeltingLayer, timeS: number): number {
	const [start, end] = meltingWindowS(layer)
	const solid = layer.otherJPerM2K + layer.saltKgPerM2 * layer.solidJPerKgK
	const liquid = layer.otherJPerM2K + layer.saltKgPerM2 * layer.liquidJPerKgK
	if (timeS <= start) return layer.startK + (layer.fluxWPerM2 * timeS) / solid
	if (timeS <= end) return layer.meltingK
	return layer.meltingK + (layer.fluxWPerM2 * (timeS - end)) / liquid
}
