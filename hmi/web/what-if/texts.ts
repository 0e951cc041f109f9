import type { WhatIfFigureName, WhatIfLimit, Words } from '@emberline/hmi/contract'
import type { Run } from './runs.ts'

const w = (en: string, de: string, ja: string): Words => ({ en, de, ja })

export const WHAT_IF_TEXTS = {
	title: w('What-if, not the plant', 'Was-wäre-wenn, nicht die Anlage', '仮想計算（実機ではない）'),
	begins: w(
		'starts from the live line as the twin knows it; nothing here reaches the plant',
		'beginnt mit der Linie, wie der Zwilling sie kennt; nichts davon erreicht die Anlage',
		'ツインの現在値から開始し、設備には届かない',
	),
	tried: w('Set-points to try', 'Zu probierende Sollwerte', '試す設定値'),
	tag: w('Set-point', 'Sollwert', '設定値'),
	now: w('Now', 'Jetzt', '現在'),
	takes: w('Plant takes', 'Anlage nimmt', '受付範囲'),
	try: w('Try', 'Probe', '試行'),
	'out-of-range': w('outside of what the plant takes', 'außerhalb des Bereichs', '受付範囲外'),
	'no-number': w('not a number', 'keine Zahl', '数値でない'),
	recipe: w('Recipe', 'Rezept', 'レシピ'),
	horizon: w('Ahead', 'Voraus', '先読み'),
	run: w('Run what-if', 'Was-wäre-wenn rechnen', '計算する'),
	clear: w('Clear all', 'Alles zurück', '全て消去'),
	runs: w('Runs', 'Läufe', '計算'),
	'no-runs': w('Change a set-point and run it.', 'Sollwert ändern und rechnen.', '設定値を変えて計算する。'),
	queue: w('under way at all screens', 'unterwegs an allen Schirmen', '全画面で実行中'),
	cancel: w('Cancel', 'Abbrechen', '中止'),
	remove: w('Remove', 'Entfernen', '削除'),
	unavailable: w('No what-if is offered here.', 'Hier wird kein Was-wäre-wenn geboten.', '仮想計算は利用できない。'),
	compare: w('Compared with the line as it runs', 'Verglichen mit der Linie wie sie läuft', '現状との比較'),
	figure: w('Figure', 'Kennzahl', '指標'),
	more: w('more in', 'mehr in', '増加'),
	course: w('Product at the scale', 'Produkt an der Waage', '秤の製品'),
	'as-now': w('as now, 5–95 %', 'wie jetzt, 5–95 %', '現状 5–95 %'),
	'as-tried': w('tried, 5–95 %', 'probiert, 5–95 %', '試行 5–95 %'),
	limits: w('What limits', 'Was begrenzt', '制約'),
	limit: w('Limit', 'Grenze', '限界'),
	broken: w('Broken now → tried', 'Verletzt jetzt → Probe', '違反 現在→試行'),
	room: w('Room', 'Spielraum', '余裕'),
	scenario: w('Scenario', 'Szenario', 'シナリオ'),
	origin: w('from', 'ab', '起点'),
	draws: w('draws', 'Ziehungen', '試行数'),
	changes: w('Changes', 'Änderungen', '変更'),
	none: w('none', 'keine', 'なし'),
	left: w('left', 'übrig', '残り'),
} satisfies Record<string, Words>

export const RUN_TEXTS: Readonly<Record<Run['state'], Words>> = {
	asked: w('asked', 'gefragt', '依頼'),
	waiting: w('waiting', 'wartet', '待機'),
	running: w('running', 'rechnet', '計算中'),
	done: w('done', 'fertig', '完了'),
	failed: w('failed', 'gescheitert', '失敗'),
	cancelled: w('cancelled', 'abgebrochen', '中止'),
	refused: w('refused', 'abgelehnt', '拒否'),
	lost: w('lost with the connection', 'mit der Verbindung verloren', '接続と共に消失'),
}

export const FIGURE_TEXTS: Readonly<Record<WhatIfFigureName, Words>> = {
	good_g_per_h: w('Good product', 'Gutprodukt', '良品'),
	net_g_per_h: w('Product', 'Produkt', '製品'),
	energy_kWh_per_kg: w('Energy', 'Energie', '電力原単位'),
	water_L_per_kg: w('Water', 'Wasser', '水原単位'),
	whole_line_kW: w('Power of the line', 'Leistung der Linie', 'ライン電力'),
	size_nm: w('Particle size', 'Partikelgröße', '粒径'),
	peak_K: w('Peak web', 'Bahnspitze', 'ウェブ最高'),
	heat_rate_K_s: w('Heating rate', 'Heizrate', '加熱速度'),
	quench_rate_K_s: w('Quench rate', 'Abschreckrate', '急冷速度'),
	quench_exit_K: w('Quench exit', 'Quench Ausgang', '急冷出口'),
	residual_nacl_wtpct: w('NaCl left', 'Rest-NaCl', '残留NaCl'),
	ahead_good_g: w('Good grams ahead', 'Gute Gramm voraus', '先の良品'),
	ahead_net_g: w('Grams ahead', 'Gramm voraus', '先の製品'),
	ahead_kWh: w('Energy ahead', 'Energie voraus', '先の電力'),
	ahead_scrap_m: w('Scrap ahead', 'Ausschuss voraus', '先の廃棄'),
}

export const LIMIT_OF_TEXTS: Readonly<Record<WhatIfLimit['of'], Words>> = {
	powder: w('powder', 'Pulver', '粉体'),
	window: w('recipe window', 'Rezeptfenster', 'レシピ範囲'),
	line: w('line', 'Linie', 'ライン'),
	plc: w('PLC', 'SPS', 'PLC'),
	flag: w('model', 'Modell', 'モデル'),
}
