import type { LineConfig } from '../line.ts'
import type { TagCounts } from '../tags.ts'

/** How many zones, plates and stages a line has, as its tag dictionary needs to know. */
export const tagCountsOf = (line: LineConfig): TagCounts => ({
	dryingZones: line.stations.drying.airTemperatureK.length,
	heatingZones: line.stations.heating.modules.length,
	quenchPlates: line.stations.quench.plates,
	washStages: line.stations.wash.stages,
})
