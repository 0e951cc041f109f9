import type { LotRecord, ParcelRow } from '@emberline/twin'
import type { RollMark, RollSpan, RollStop, ZonePassage } from './roll-record.ts'

/** Where the roll map comes from. What is asked for may be long ago; everything may reject when the history is away. */
export interface RollSource {
	/** Rows of finished web in order of the metre. */
	rows(span: RollSpan): Promise<readonly ParcelRow[]>
	stops(span: RollSpan): Promise<readonly RollStop[]>
	/** Containers as weighted web, oldest first; the one that is being filled is the last. */
	containers(): Promise<readonly LotRecord[]>
	/** When the web of this metre, under way between two instants of plant time, was in each zone; empty where its run is not known. */
	passage(atM: number, fromMs: number, toMs: number): Promise<readonly ZonePassage[]>
	marks(): readonly RollMark[]
	/** On disk when it resolves. */
	mark(mark: RollMark): Promise<void>
}
