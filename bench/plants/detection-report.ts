import { plainTable } from '../../cli/src/lists.ts'
import { detectionScores, type Found, falseAlarms, foundFaults, type RaisedAlarm } from '../../cli/src/score/detection.ts'
import type { DrivenRun } from './fault-drive.ts'

/** Scores and each fault of runs that a twin has watched, as tables for the terminal and for the page. */
export function detectionReport(driven: readonly DrivenRun[]): { readonly text: string; readonly page: string } {
	const all: { readonly name: string; readonly one: Found }[] = []
	const wrong: { readonly name: string; readonly alarm: RaisedAlarm }[] = []
	for (const { run, diagnoses, faults } of driven) {
		const raised = diagnoses.filter(({ clearedMs }) => clearedMs === null)
		all.push(...foundFaults(raised, faults).map((one) => ({ name: run.name, one })))
		wrong.push(...falseAlarms(raised, faults).map((alarm) => ({ name: run.name, alarm })))
	}
	const hours = driven.reduce((sum, run) => sum + run.hours, 0)
	const well = driven.filter(({ run }) => run.faults.length === 0).reduce((sum, run) => sum + run.hours, 0)
	const scores = detectionScores(
		all.map(({ one }) => one),
		wrong.length,
		hours,
	).map(({ what, value, unit, must, aim, verdict }) => [
		what,
		value === null ? 'none' : value.toPrecision(3),
		unit,
		must === undefined ? '' : String(must),
		aim === undefined ? '' : String(aim),
		verdict,
	])
	const faults = all.map(({ name, one: { fault, alarm } }) => [
		name,
		fault.cause,
		alarm === null ? 'not found' : `${Math.round((alarm.raisedMs - fault.fromMs) / 1000)}`,
		alarm === null ? '' : `${Math.round((alarm.onsetMs - fault.fromMs) / 1000)}`,
		alarm === null ? '' : alarm.top.slice(0, 3).map(share).join(', '),
	])
	const falseOnes = wrong.map(({ name, alarm }) => [name, alarm.top.slice(0, 3).map(share).join(', ')])
	const heads = {
		scores: ['score', 'value', 'unit', 'must', 'aim', 'verdict'],
		faults: ['run', 'fault', 'raised after s', 'onset off by s', 'causes'],
		wrong: ['run', 'alarm with no fault'],
	}
	const said = `${driven.length} runs, ${hours.toFixed(1)} h of plant time, of which ${well.toFixed(1)} h with nothing wrong but starts, stops, splices and changes of roll and recipe.`
	const plain = (head: string[], rows: readonly string[][]) => {
		const table = plainTable(head)
		table.push(...rows)
		return table.toString()
	}
	return {
		text: [said, plain(heads.scores, scores), plain(heads.faults, faults), plain(heads.wrong, falseOnes)].join('\n'),
		page: ['', said, '', markdown(heads.scores, scores), markdown(heads.faults, faults), markdown(heads.wrong, falseOnes)].join(
			'\n',
		),
	}
}

const share = ({ cause, p }: { readonly cause: string; readonly p: number }): string => `${cause} ${p.toFixed(2)}`

const markdown = (head: readonly string[], rows: readonly (readonly string[])[]): string =>
	[head, head.map(() => '---'), ...rows].map((row) => `| ${row.join(' | ')} |\n`).join('')
