import type { PackMlState } from '@emberline/hmi/contract'
import type { ReactNode } from 'react'
import { useTexts } from '../alarms/language.ts'
import { stateStanding, type ValueState } from '../line/value-state.ts'
import { useLine } from '../screen.ts'
import { stopReasonWords } from '../words/names.ts'
import { usePlantNames } from '../words/plant-names.ts'
import { useReasons } from '../words/reasons.ts'
import { TEXTS } from '../words/texts.ts'
import { QualityMark } from './quality-mark.tsx'

/** A PackML state in words: light is running, dark is not; dashed while nobody knows. */
export function StateChip(p: {
	/** Whose state it is: a station or `Line`. */
	readonly device: string
	readonly state: PackMlState | undefined
	readonly stopReason: number
	readonly children?: ReactNode
}) {
	const text = useTexts(TEXTS)
	const name = usePlantNames()
	const reasons = useReasons()
	const standing: ValueState = useLine((line) => stateStanding(line, p.device, line.paintedMs).state)
	if (p.state === undefined || standing === 'bad') return <span className="state-chip is-unknown">{text('unknown')}</span>
	const running = p.state === 'Execute'
	return (
		<span className={`state-chip ${running ? 'is-running' : 'is-stopped'} is-${standing}`}>
			<QualityMark state={standing} />
			<span>{name(p.state)}</span>
			{p.children}
			{p.stopReason !== 0 && !running && <span>{reasons(stopReasonWords(p.stopReason))}</span>}
		</span>
	)
}
