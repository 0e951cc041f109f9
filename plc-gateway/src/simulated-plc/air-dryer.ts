import type { ConvectiveDrying, LineConfig } from '@emberline/line-config'

/** The hot-air dryer of a line; throws for a freeze-dried line, which no simulated plant stands for. */
export function airDryerOf(line: LineConfig): ConvectiveDrying {
	const { drying } = line.stations
	if (drying.method === 'convective') return drying
	throw new RangeError(
		`line ${line.name}: found stations.drying.method "${drying.method}", expected "convective": the simulated plant dries with air only`,
	)
}
