import type { TimelineSummary } from './summary.ts'
import type { Phase } from './timeline.ts'

/** What each phase of a run made and lost. */
export class TimelineRows {
	private readonly begun: { phase: Phase; fromKg: number; lostS: number }[] = []

	/** `scaleKg`: product at the scale since the start of the run. */
	begin(phase: Phase, scaleKg: number): void {
		this.begun.push({ phase, fromKg: scaleKg, lostS: 0 })
	}

	/** Time of the present phase that was not in Execute. */
	lost(seconds: number): void {
		const now = this.begun.at(-1)
		if (now !== undefined) now.lostS += seconds
	}

	/** One row for each phase; `scaleKg` at the end of the run. */
	summary(scaleKg: number): readonly TimelineSummary[] {
		return this.begun.map(({ phase, fromKg, lostS }, n) => ({
			at_s: phase.fromS,
			what: phase.what,
			recipe: phase.recipe.id,
			made_g: ((this.begun[n + 1]?.fromKg ?? scaleKg) - fromKg) * 1000,
			lost_s: lostS,
		}))
	}
}
