import type { AlarmRecord } from '@emberline/hmi/contract'
import { AlarmMark } from '../elements/alarm-mark.tsx'
import { useLine } from '../screen.ts'

/** The mark of an alarm in its state: it blinks while it stands and nobody has seen it, and is hollow once its condition is over. */
export function AlarmMarkOf({ alarm }: { readonly alarm: AlarmRecord }) {
	const silenced = useLine((line) => line.situation.silencedMs !== null)
	const blinks = alarm.state === 'unacknowledged' && !silenced
	const hollow = !alarm.active
	const aside = alarm.state === 'shelved' || alarm.state === 'suppressed-by-design' || alarm.state === 'out-of-service'
	return (
		<span className={`mark-of${blinks ? ' is-blinking' : ''}${hollow ? ' is-hollow' : ''}`}>
			<AlarmMark priority={alarm.priority} quiet={aside} />
			{alarm.firstOut && <span className="first-out">1st</span>}
		</span>
	)
}
