import type { BudgetTermName, ForecastChangeName, Words } from './names.ts'

const w = (en: string, de: string, ja: string): Words => ({ en, de, ja })

export const TWIN_TEXTS = {
	health: w('Twin health', 'Zustand des Zwillings', 'ツインの状態'),
	tracking: w('tracking', 'folgt', '追従中'),
	degraded: w('degraded', 'eingeschränkt', '低下'),
	lost: w('lost', 'verloren', '喪失'),
	'no-forecast': w('No forecast yet.', 'Noch keine Prognose.', '予測はまだない。'),
	fan: w('Product rate ahead, g/h', 'Produktrate voraus, g/h', '今後の生産速度 g/h'),
	'fan-says': w(
		'shades hold 95, 80 and 50 % of the cases; line: the middle',
		'Flächen fassen 95, 80, 50 % der Fälle; Linie: Mitte',
		'濃淡は95・80・50 %、線は中央値',
	),
	'as-planned': w('as planned, without stops', 'nach Plan, ohne Stopps', '計画どおり（停止なし）'),
	persistence: w('as now', 'wie jetzt', '現状維持'),
	smoothing: w('smoothed past', 'geglättete Vergangenheit', '平滑化'),
	schedule: w('schedule', 'Plan', '計画'),
	median: w('median', 'Median', '中央値'),
	ahead: w('Ahead', 'Voraus', '先'),
	skill: w('Skill and coverage', 'Güte und Abdeckung', '技能と被覆率'),
	'skill-says': w(
		'skill over a simpler forecast: 1 perfect, 0 no better, below 0 worse',
		'Güte gegen einfachere Prognose: 1 perfekt, 0 gleich gut, unter 0 schlechter',
		'単純予測に対する技能：1完全、0同等、負は劣る',
	),
	'no-skill': w('No forecast has come true yet.', 'Noch keine Prognose ist eingetroffen.', 'まだ検証された予測がない。'),
	outcomes: w('Outcomes', 'Fälle', '件数'),
	error: w('Mean error', 'Mittl. Fehler', '平均誤差'),
	over: w('over', 'gegen', '対'),
	inside: w('inside', 'in', '被覆'),
	budget: w(
		'Heat budget by zone, kW: last quarter, forecast, plan',
		'Wärmebudget je Zone, kW: letzte Viertelstunde, Prognose, Plan',
		'ゾーン別熱収支 kW：直近15分・予測・計画',
	),
	actual: w('was', 'war', '実績'),
	forecast: w('next', 'kommt', '予測'),
	plan: w('plan', 'Plan', '計画'),
	moved: w('most off plan', 'am weitesten vom Plan', '計画との最大差'),
	why: w('Why it changed', 'Warum sie sich änderte', '変化の理由'),
	'no-change': w(
		'Nothing has changed since the last forecast.',
		'Nichts hat sich seit der letzten Prognose geändert.',
		'前回の予測から変化なし。',
	),
	limits: w('Chance of breaking a limit', 'Wahrscheinlichkeit einer Grenzverletzung', '限界超過の確率'),
	limit: w('Limit', 'Grenze', '限界'),
	chance: w('Chance', 'Wahrsch.', '確率'),
	from: w('from', 'von', '変更前'),
	to: w('to', 'auf', '変更後'),
	runs: w('runs', 'Läufe', '回計算'),
	zone: w('Zone', 'Zone', 'ゾーン'),
	target: w('Target', 'Größe', '対象'),
	part: w('Because of', 'Wegen', '要因'),
} satisfies Record<string, Words>

export const TERM_TEXTS: Readonly<Record<BudgetTermName, Words>> = {
	toWebKW: w('to web', 'an Bahn', 'ウェブ'),
	toGasKW: w('to gas', 'an Gas', 'ガス'),
	toSlotsKW: w('to slots', 'durch Schlitze', 'スロット'),
	toWallsKW: w('to walls', 'an Wände', '壁'),
	toCoolantKW: w('to coolant', 'an Kühlwasser', '冷却水'),
	storedKW: w('stored', 'gespeichert', '蓄熱'),
}

export const PART_TEXTS: Readonly<Record<ForecastChangeName, Words>> = {
	time: w('time of the plan', 'Zeit im Plan', '計画の時刻'),
	schedule: w('another plan', 'anderer Plan', '計画変更'),
	setpoints: w('set-points', 'Sollwerte', '設定値'),
	parameters: w('what was learnt', 'Gelerntes', '学習'),
	stop: w('a stop', 'ein Halt', '停止'),
	risk: w('risk of stops', 'Stopprisiko', '停止リスク'),
	correction: w('correction', 'Korrektur', '補正'),
}
