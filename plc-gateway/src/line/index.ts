export type { Arrival, ConnectLineOptions, LineCommandOptions, LinePlc, PlantLinkState } from './connect-line.ts'
export { connectLine } from './connect-line.ts'
export type { ScheduleCommand } from './schedule.ts'
export { parseSchedule, ScheduleError } from './schedule.ts'
