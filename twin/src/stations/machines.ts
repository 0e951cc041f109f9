import type { LineConfig } from '@emberline/line-config'
import type { StationName } from '../port.ts'
import { dryingUnit } from './drying/machine.ts'
import { feedUnit } from './feed/machine.ts'
import { heatingUnit } from './heating/machine.ts'
import type { PackMlTable } from './packml.ts'
import { quenchUnit } from './quench/machine.ts'
import type { Unit } from './unit-machine.ts'
import { washUnit } from './wash/machine.ts'

/** The machine of every station, in the order of the web. */
export const stationUnits = (config: LineConfig, table?: PackMlTable): Readonly<Record<StationName, Unit>> => ({
	Feed: feedUnit(config, table),
	Drying: dryingUnit(table),
	Heating: heatingUnit(config, table),
	Quench: quenchUnit(table),
	Wash: washUnit(table),
})
