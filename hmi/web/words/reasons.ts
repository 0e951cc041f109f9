import type { Language, Words } from '@emberline/hmi/contract'
import { useLanguage } from '../alarms/language.ts'
import { plantName } from './plant-names.ts'

/**
 * Why a value is not good, or something is refused. Twin, gateway and server say it in English, with names and numbers in it; what is known
 * here is said in the language of the screen, and what is not stays as it came.
 */

type Pattern = readonly [like: RegExp, de: string, ja: string]

/** `$1`, `$2` are what the pattern found, a name of the plant among them. The first that fits counts. */
const PATTERNS: readonly Pattern[] = [
	[/^([^;]+) and (\d+) more$/, '$1 und $2 weitere', '$1 ほか$2件'],
	[/^and (\d+) more$/, 'und $1 weitere', 'ほか$1件'],
	[/^twin lost: (.+)$/, 'Zwilling verloren: $1', 'ツイン喪失：$1'],
	[/^twin lost$/, 'Zwilling verloren', 'ツイン喪失'],
	[/^twin degraded: (.+)$/, 'Zwilling eingeschränkt: $1', 'ツイン低下：$1'],
	[/^twin degraded$/, 'Zwilling eingeschränkt', 'ツイン低下'],
	[/^twin has not started$/, 'Zwilling läuft noch nicht', 'ツインは未起動'],
	[/^twin silent for (\d+) s$/, 'Zwilling seit $1 s stumm', 'ツイン無応答 $1 s'],
	[/^no connection$/, 'keine Verbindung', '接続なし'],
	[/^no value$/, 'kein Wert', '値なし'],
	[/^no value yet$/, 'noch kein Wert', '値はまだない'],
	[/^not configured$/, 'nicht eingerichtet', '未設定'],
	[/^not known yet$/, 'noch unbekannt', 'まだ不明'],
	[/^no figure (.+)$/, 'keine Zahl $1', '$1 の数値なし'],
	[/^(.+) is no number$/, '$1 ist keine Zahl', '$1 は数値ではない'],
	[/^(.+) is not a number$/, '$1 ist keine Zahl', '$1 は数値ではない'],
	[/^stale$/, 'veraltet', '古い'],
	[/^bad$/, 'schlecht', '不良'],
	[/^uncertain$/, 'unsicher', '不確か'],
	[/^(.+), says the plant$/, '$1, sagt die Anlage', '$1（設備による）'],
	[/^quality (\d+)$/, 'Güte $1', '品質 $1'],
	[/^stamped (\d+) s ahead of the plant's clock$/, 'Zeitstempel $1 s vor der Anlagenuhr', '設備時計より$1 s先の時刻'],
	[/^came as (.+), expected (.+)$/, 'kam als $1, erwartet $2', '$1で届いた（期待：$2）'],
	[/^came in (.+), expected (.+)$/, 'kam in $1, erwartet $2', '$1で届いた（期待：$2）'],
	[/^no readings from the plant yet$/, 'noch keine Messwerte der Anlage', '設備の値はまだ届いていない'],
	[/^no readings from (.+)$/, 'keine Messwerte von $1', '$1 の値なし'],
	[/^no data for (\d+) s$/, 'keine Daten seit $1 s', 'データなし $1 s'],
	[
		/^frozen: (\d+) of (\d+) instruments say the same again and again, (.+) among them$/,
		'eingefroren: $1 von $2 Messstellen sagen stets dasselbe, darunter $3',
		'固着：$2点中$1点が同じ値を繰り返す（$3 など）',
	],
	[
		/^times out of order: (\d+) % of the readings are older than one before of the same tag$/,
		'Zeiten verdreht: $1 % der Messwerte älter als der vorige',
		'時刻の乱れ：値の$1 %が前の値より古い',
	],
	[/^recipe "(.*)" is not one of this line$/, 'Rezept „$1“ gehört nicht zu dieser Linie', 'レシピ「$1」はこのラインにない'],
	[/^web speed not known: (.+)$/, 'Bahngeschwindigkeit unbekannt: $1', 'ウェブ速度不明：$1'],
	[/^emitter temperatures not known: (.+)$/, 'Strahlertemperaturen unbekannt: $1', 'エミッタ温度不明：$1'],
	[/^measurements far from the model for (\d+) s: (.+)$/, 'Messwerte seit $1 s weit vom Modell: $2', '$1 s間モデルから乖離：$2'],
	[/^(.+) away from their set-points$/, '$1 weit vom Sollwert', '$1 が設定値から乖離'],
	[/^(.+) silent for (\d+) s$/, '$1 seit $2 s stumm', '$1 無応答 $2 s'],
	[/^not measured: (.+)$/, 'nicht gemessen: $1', '未計測：$1'],
	[/^recipe assumed: (.+)$/, 'Rezept angenommen: $1', 'レシピは仮定：$1'],
	[/^(.+) off by (\S+)$/, '$1 daneben um $2', '$1 のずれ $2'],
	[/^several tags$/, 'mehrere Messstellen', '複数のタグ'],
	[/^not plausible for this line: (.+)$/, 'für diese Linie nicht plausibel: $1', 'このラインでは不自然：$1'],
	[/^plant clock (\d+) s ahead$/, 'Anlagenuhr $1 s voraus', '設備時計が$1 s先'],
	[
		/^web from before the start assumed for (\S+) m more$/,
		'Bahn von vor dem Start noch $1 m lang angenommen',
		'起動前のウェブをあと$1 m仮定',
	],
	[/^line says (\S+), its stations mean (\S+)$/, 'Linie sagt $1, ihre Stationen $2', 'ラインは$1、ステーションは$2'],
	[
		/^(\S+) went from (\S+) to (\S+), which PackML does not allow$/,
		'$1 ging von $2 nach $3, was PackML nicht erlaubt',
		'$1 が$2から$3へ（PackMLで不可）',
	],
	[/^planned stop$/, 'geplanter Halt', '計画停止'],
	[/^roll change$/, 'Rollenwechsel', 'ロール交換'],
	[/^recipe change$/, 'Rezeptwechsel', 'レシピ変更'],
	[/^operator$/, 'Bediener', '運転員'],
	[/^feed or web fault (\d+)$/, 'Fehler Zuführung oder Bahn $1', '供給・ウェブ異常 $1'],
	[/^drying fault (\d+)$/, 'Fehler Trocknung $1', '乾燥異常 $1'],
	[/^heating fault (\d+)$/, 'Fehler Erhitzen $1', '加熱異常 $1'],
	[/^quench fault (\d+)$/, 'Fehler Abschrecken $1', '急冷異常 $1'],
	[/^wash fault (\d+)$/, 'Fehler Waschen $1', '洗浄異常 $1'],
	[/^reason (\d+)$/, 'Grund $1', '理由 $1'],
	[/^(\S+\/\S+): ([^;]+)$/, '$1: $2', '$1：$2'],
]

export function reasonWords(reason: string, language: Language): string {
	if (language === 'en' || reason === '') return reason
	const at = language === 'de' ? 1 : 2
	const whole = oneReason(reason, language, at)
	return (
		whole ??
		reason
			.split('; ')
			.map((part) => oneReason(part, language, at) ?? plantName(part, language))
			.join('; ')
	)
}

function oneReason(reason: string, language: Language, at: 1 | 2): string | null {
	for (const pattern of PATTERNS) {
		const found = pattern[0].exec(reason)
		// What is found may be a reason again, or a name of the plant.
		if (found !== null) return pattern[at].replace(/\$(\d)/g, (_, k: string) => reasonWords(found[Number(k)] ?? '', language))
	}
	return null
}

export function useReasons(): (reason: string) => string {
	const language = useLanguage()
	return (reason) => reasonWords(reason, language)
}

const w = (en: string, de: string, ja: string): Words => ({ en, de, ja })

/** Refusals of the server by their code. In English the server's own words say more. */
export const REFUSAL_TEXTS: Readonly<Record<string, Words>> = {
	'not-permitted': w('not permitted to this role', 'dieser Rolle nicht erlaubt', 'この役割には許可されていない'),
	'no-audit': w('the audit cannot be written', 'das Protokoll ist nicht schreibbar', '監査に書き込めない'),
	'not-possible': w('not possible in this state', 'in diesem Zustand nicht möglich', 'この状態では不可'),
	'out-of-range': w('out of range', 'außerhalb des Bereichs', '範囲外'),
	'step-too-large': w('changed too far at once', 'zu große Änderung auf einmal', '一度の変化が大きすぎる'),
	'too-soon': w('too soon after the last', 'zu bald nach dem letzten', '前回から間がない'),
	busy: w('another command is under way', 'ein anderer Befehl läuft', '別の操作が進行中'),
	nobody: w('nobody is named', 'niemand ist genannt', '担当者がない'),
	'wrong-type': w('a value of the wrong kind', 'Wert falscher Art', '値の種類が違う'),
	'wrong-state': w('not in this state of the line', 'nicht in diesem Zustand der Linie', 'ラインのこの状態では不可'),
	'wrong-mode': w('not in this mode', 'nicht in dieser Betriebsart', 'この運転モードでは不可'),
	interlock: w('an interlock stands against it', 'eine Verriegelung steht dagegen', 'インターロックにより不可'),
	'already-so': w('it is so already', 'ist schon so', 'すでにその値'),
	'select-first': w('select it first', 'zuerst wählen', '先に選択する'),
	'wrong-token': w(
		'not selected, or selected too long ago',
		'nicht oder vor zu langer Zeit gewählt',
		'未選択または選択の期限切れ',
	),
	'broker-lost': w('the broker is lost', 'Broker verloren', 'ブローカー接続断'),
	'node-not-online': w('the PLC is offline', 'die SPS ist offline', 'PLCがオフライン'),
	'device-not-online': w('the station is offline', 'die Station ist offline', 'ステーションがオフライン'),
	'not-born': w('the PLC has not told its values yet', 'die SPS hat ihre Werte noch nicht gemeldet', 'PLCの値が未着'),
	'no-history': w('the historian does not answer', 'der Historian antwortet nicht', '履歴の応答なし'),
	unknown: w('not known here', 'hier nicht bekannt', 'ここでは不明'),
	'writes-off': w('writing to the plant is switched off', 'Schreiben zur Anlage ist ausgeschaltet', '設備への書き込みは無効'),
	expired: w('too old', 'zu alt', '古すぎる'),
	repeated: w('sent before', 'schon einmal gesendet', '送信済み'),
	'not-allowed': w('not on the list of what may be written', 'nicht auf der Liste des Schreibbaren', '書き込み可能一覧にない'),
	'no-reason': w('a reason is needed', 'ein Grund ist nötig', '理由が必要'),
	'not-fresh': w('the present value is not good', 'der Istwert ist nicht gut', '現在値が不良'),
	changed: w('the value has changed since it was seen', 'der Wert hat sich seither geändert', '表示後に値が変わった'),
	'not-signed': w('not signed rightly', 'nicht richtig unterschrieben', '署名が正しくない'),
	'wrong-role': w('another role is needed', 'andere Rolle nötig', '別の役割が必要'),
	'no-connection': w('no live connection to the server', 'keine Verbindung zum Server', 'サーバーに接続していない'),
	'no-answer': w(
		'the server did not answer: what became of it is unknown',
		'keine Antwort vom Server: Ausgang unbekannt',
		'サーバーの応答なし：結果は不明',
	),
}

/** Why something was refused, in the language of the screen; a code that is not known here gives the server's words. */
export function refusalWords({ code, message }: { readonly code: string; readonly message: string }, language: Language): string {
	return language === 'en' ? message : (REFUSAL_TEXTS[code]?.[language] ?? message)
}
