import type { Words } from '@emberline/hmi/contract'

const w = (en: string, de: string, ja: string): Words => ({ en, de, ja })

/** Titles of the displays, by the names in the address. */
export const DISPLAY_TITLES = {
	overview: w('Overview', 'Übersicht', '全体'),
	stations: w('Stations', 'Stationen', 'ステーション'),
	trends: w('Trends', 'Verläufe', 'トレンド'),
	alarms: w('Alarms', 'Alarme', 'アラーム'),
	'roll-map': w('Roll map', 'Rollenkarte', 'ロールマップ'),
	lots: w('Lots', 'Chargen', 'ロット'),
	recipe: w('Recipe', 'Rezept', 'レシピ'),
	'what-if': w('What-if', 'Was-wäre-wenn', '仮想実験'),
	audit: w('Audit', 'Protokoll', '監査'),
} satisfies Record<string, Words>

/** What stands on every display: header, banner, link bar, navigation. */
export const FRAME_TEXTS = {
	displays: w('Displays', 'Anzeigen', '画面'),
	'line-overview': w('Line overview', 'Linienübersicht', 'ライン全体'),
	'not-yet': w('not yet', 'noch nicht', '未対応'),
	sim: w('SIM', 'SIM', 'SIM'),
	data: w('Data', 'Daten', 'データ'),
	link: w('Link', 'Verb.', '接続'),
	'no-recipe': w('No recipe', 'Kein Rezept', 'レシピなし'),
	'twin-tracking': w('Twin tracking', 'Zwilling folgt', 'ツイン追従中'),
	'twin-unknown': w('Twin unknown', 'Zwilling unbekannt', 'ツイン不明'),
	alarms: w('Alarms', 'Alarme', 'アラーム'),
	'not-known-now': w('Alarms not known now', 'Alarme zurzeit unbekannt', 'アラームは現在不明'),
	'no-alarms': w('No active alarms', 'Keine Alarme', 'アラームなし'),
	line: w('Line', 'Linie', 'ライン'),
	'as-last-known': w('as last known', 'letzter Stand', '最後の状態'),
	flood: w('Alarm flood', 'Alarmflut', 'アラーム多発'),
	priority: w('Priority', 'Priorität', '優先度'),
	shelved: w('shelved', 'zurückgestellt', '棚上げ'),
	'open-station': w('Open station', 'Station öffnen', 'ステーションを開く'),
	'open-alarm': w('Open alarm', 'Alarm öffnen', 'アラームを開く'),
	acknowledge: w('Acknowledge', 'Quittieren', '確認'),
	'sign-in-to-acknowledge': w(
		'An operator or engineer has to be signed in',
		'Bediener oder Ingenieur muss angemeldet sein',
		'運転員または技術者のサインインが必要',
	),
	silence: w('Silence', 'Stumm', '消音'),
	silenced: w('Silenced', 'Ist stumm', '消音中'),
	'sound-off': w('sound off', 'Ton aus', '音声オフ'),
	limit: w('limit', 'Grenze', '限界'),
	over: w('over', 'vorbei', '復帰'),
	'input-stale': w('input stale', 'Eingang veraltet', '入力が古い'),
	'page-outdated': w(
		'This page is older than its server.',
		'Diese Seite ist älter als ihr Server.',
		'このページはサーバーより古い。',
	),
	'load-page': w('Load the new page', 'Neue Seite laden', '新しいページを読み込む'),
	'no-connection': w('No connection to the server', 'Keine Verbindung zum Server', 'サーバーに接続できない'),
	'no-connection-since': w('No connection since', 'Keine Verbindung seit', '接続断：'),
	'values-old': w('Values are old. Trying again.', 'Werte sind alt. Neuer Versuch läuft.', '値は古い。再接続中。'),
	'no-data-from': w('No data from', 'Keine Daten von', 'データなし：'),
	since: w('since', 'seit', 'から'),
	yet: w('yet', 'bisher', 'まだ'),
} satisfies Record<string, Words>
export type FrameKey = keyof typeof FRAME_TEXTS
