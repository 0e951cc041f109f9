import type { DisplayStation, PackMlState } from '@emberline/hmi/contract'
import { useTexts } from '../alarms/language.ts'
import { Figure, type FigureText } from '../elements/figure.tsx'
import { Panel } from '../elements/panel.tsx'
import { StateChip } from '../elements/state-chip.tsx'
import type { LineStore } from '../line/line-store.ts'
import { shownTag, stateStanding } from '../line/value-state.ts'
import { useLine } from '../screen.ts'
import { duration, MISSING } from '../words/figures.ts'
import { usePlantNames } from '../words/plant-names.ts'
import { TEXTS } from '../words/texts.ts'

/** The way that a unit goes when nothing is wrong. */
const USUAL_WAY = ['Stopped', 'Resetting', 'Idle', 'Starting', 'Execute', 'Completing', 'Completed'] as const

/** Where the station's machine is on its way, since when and why, what it takes next, and the mode of the unit. */
export function StatePanel({ station }: { readonly station: DisplayStation }) {
	const text = useTexts(TEXTS)
	const name = usePlantNames()
	const own = useLine((line) => line.states?.stations[station.name])
	const isKnown = useLine((line) => stateStanding(line, station.name, line.paintedMs).state !== 'bad')
	const commands = useLine((line) => line.display?.commandsIn)
	const unitMode = useLine((line) => line.display?.unitMode)
	const state = isKnown ? own?.state : undefined
	return (
		<Panel
			area="state"
			title={text('state')}
			note={<StateChip device={station.name} state={own?.state} stopReason={own?.stopReason ?? 0} />}
		>
			<StateStrip state={state} />
			<dl className="facts">
				<div>
					<dt>{text('in-state-for')}</dt>
					<dd>
						<Figure read={(store, nowMs) => timeIn(store, station, nowMs)} />
					</dd>
				</div>
				{unitMode !== undefined && (
					<div>
						<dt>{text('unit-mode')}</dt>
						<dd>
							<Figure
								read={(store, nowMs) => {
									const { value, state: standing, reason } = shownTag(store, store.indexOf(unitMode.tag), nowMs)
									return { text: name(unitMode.names[value] ?? MISSING), state: standing, reason }
								}}
							/>
						</dd>
					</div>
				)}
				<div>
					<dt>{text('may-next')}</dt>
					<dd>{state === undefined ? MISSING : (commands?.[state] ?? []).join(', ')}</dd>
				</div>
			</dl>
		</Panel>
	)
}

function StateStrip({ state }: { readonly state: PackMlState | undefined }) {
	const name = usePlantNames()
	const way: readonly string[] = USUAL_WAY
	const at = state === undefined ? -1 : way.indexOf(state)
	const steps = state !== undefined && at < 0 ? [...way, state] : way
	const here = state === undefined ? -1 : steps.indexOf(state)
	return (
		<ol className="state-strip">
			{steps.map((step, k) => (
				<li
					key={step}
					className={k === here ? 'is-here' : k < here && at >= 0 ? 'is-passed' : ''}
					aria-current={k === here ? 'step' : undefined}
				>
					{name(step)}
				</li>
			))}
		</ol>
	)
}

function timeIn(store: LineStore, station: DisplayStation, nowMs: number): FigureText {
	const { state, reason } = stateStanding(store, station.name, nowMs)
	const own = store.states?.stations[station.name]
	if (own === undefined || state === 'bad' || store.states === null) return { text: MISSING, reason }
	return { text: duration(store.states.tMs - own.sinceMs), state, reason }
}
