import type { AlarmGuideRow, AlarmWords } from './alarm-guide.ts'
import { FAULT_CAUSES } from './fault-causes.ts'
import type { Interlock } from './interlocks.ts'
import { isUnplannedStop } from './packml.ts'

/**
 * A line that a fault has held, stopped or aborted waits for somebody, whether or not a limit or an interlock tells why: an alarm for each
 * code of an unplanned stop.
 */

/** How a stop of one code stands in the alarm list. */
export interface StopAlarm {
	readonly station: Interlock['station']
	readonly words: AlarmWords
}

const w = (en: string, de: string, ja: string): AlarmWords => ({ en, de, ja })

const STATION_OF_HUNDREDS: Readonly<Record<number, Interlock['station']>> = {
	2: 'Feed',
	3: 'Drying',
	4: 'Heating',
	5: 'Quench',
	6: 'Wash',
}

/** What leads to a stop and is no interlock of its own. */
const CAUSES: Readonly<Partial<Record<keyof typeof FAULT_CAUSES, AlarmWords>>> = {
	feeder_bridging: w('powder feed failed', 'Pulverzufuhr ausgefallen', '粉末供給の停止'),
	web_break: w('web break', 'Bahnriss', 'ウェブ切れ'),
	tension_loss: w('web tension lost', 'Bahnzug verloren', '張力喪失'),
	wet_precursor: w('web too moist', 'Bahn zu feucht', 'ウェブの水分過多'),
	emitter_break: w('emitter broken', 'Strahler gebrochen', 'エミッタ断線'),
	purge_leak: w('oxygen in the furnace', 'Sauerstoff im Ofen', '炉内酸素'),
	thermocouple_open: w('thermocouple open', 'Thermoelement offen', '熱電対断線'),
	coolant_loss: w('no cooling water', 'Kühlwasser fehlt', '冷却水なし'),
	filter_clog: w('wash filter clogged', 'Waschfilter zu', '洗浄フィルタ閉塞'),
}

/** Words of a stop by its code: a cause that has it, an interlock that has it, or the code alone. */
export function stopAlarm(
	code: number,
	interlocks: readonly Pick<Interlock, 'kind' | 'reason' | 'cause'>[],
): StopAlarm | undefined {
	if (!isUnplannedStop(code)) return undefined
	const station = STATION_OF_HUNDREDS[Math.floor(code / 100)] ?? 'Line'
	const named = (Object.keys(CAUSES) as (keyof typeof CAUSES)[]).find(
		(name) => (FAULT_CAUSES[name] as { stopCode?: number }).stopCode === code,
	)
	const row = interlocks.find(({ kind, reason }) => kind === 'trip' && reason === code)
	const cause = (named === undefined ? undefined : CAUSES[named]) ?? (row && w(row.cause, row.cause, row.cause))
	const says = (head: string, own: string | undefined) => (own === undefined ? `${head} ${code}` : `${head} ${code}: ${own}`)
	return {
		station,
		words: w(
			says('line stopped by fault', cause?.en),
			says('Linie steht, Fehler', cause?.de),
			says('ライン停止、異常', cause?.ja),
		),
	}
}

export const STOP_ROWS: readonly AlarmGuideRow[] = [
	{
		for: 'stop/*',
		cause: w(
			'The controller has held, stopped or aborted the line for a fault of this station.',
			'Die Steuerung hat die Linie wegen eines Fehlers dieser Station gehalten, gestoppt oder abgebrochen.',
			'制御装置がこのステーションの異常でラインを保持・停止した。',
		),
		consequence: w(
			'No product. Web that stands under warm emitters is over-dosed and becomes scrap.',
			'Kein Produkt. Bahn unter warmen Strahlern bekommt zu viel Dosis und wird Ausschuss.',
			'生産なし。高温のエミッタ下で止まったウェブは過加熱で廃棄になる。',
		),
		action: w(
			'Go to the station, put the cause right, then UNHOLD; after an abort CLEAR, RESET and START.',
			'Zur Station gehen, Ursache beseitigen, dann UNHOLD; nach Abbruch CLEAR, RESET und START.',
			'ステーションで原因を取り除き、UNHOLDする。異常停止後はCLEAR、RESET、START。',
		),
		timeToActS: 120,
		// A trip that says the same comes with the next readings.
		onDelayS: 2,
	},
]
