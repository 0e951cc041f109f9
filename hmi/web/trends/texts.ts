import type { Words } from '@emberline/hmi/contract'

const w = (en: string, de: string, ja: string): Words => ({ en, de, ja })

export const TREND_TEXTS = {
	trends: w('Trends', 'Verläufe', 'トレンド'),
	'twin-tab': w('Twin and forecast', 'Zwilling und Prognose', 'ツインと予測'),
	pens: w('Pens', 'Stifte', 'ペン'),
	add: w('Add a pen', 'Stift hinzufügen', 'ペン追加'),
	remove: w('Remove', 'Entfernen', '削除'),
	span: w('Span', 'Zeitraum', '期間'),
	live: w('Live', 'Live', 'ライブ'),
	hold: w('Hold', 'Anhalten', '停止'),
	earlier: w('Earlier', 'Früher', '前へ'),
	later: w('Later', 'Später', '後へ'),
	cursor: w('At cursor', 'Am Zeiger', 'カーソル値'),
	least: w('Least', 'Kleinster', '最小'),
	greatest: w('Greatest', 'Größter', '最大'),
	mark: w('Set mark', 'Marke setzen', 'マーク'),
	difference: w('From mark', 'Ab Marke', 'マーク差'),
	name: w('Value', 'Wert', '値'),
	time: w('Time', 'Zeit', '時刻'),
	gap: w('gap', 'Lücke', '欠測'),
	course: w('Course over plant time', 'Verlauf über Anlagenzeit', 'プラント時間の推移'),
	'keys-move': w('arrow keys move the cursor', 'Pfeiltasten bewegen den Zeiger', '矢印キーでカーソル移動'),
	'no-history': w('There is no historian: nothing to draw.', 'Kein Historian: nichts zu zeichnen.', '履歴がなく描画できない。'),
	'no-answer': w('The historian has not answered yet.', 'Der Historian hat noch nicht geantwortet.', '履歴の応答待ち。'),
	'no-pens': w('Choose a pen to draw.', 'Einen Stift wählen.', 'ペンを選ぶ。'),
	'normal-limits': w(
		'grey band: normal range of the first pen; dashes: limits',
		'graues Band: Normalbereich des ersten Stifts; Striche: Grenzen',
		'灰色帯：先頭ペンの正常範囲、破線：限界',
	),
} satisfies Record<string, Words>
