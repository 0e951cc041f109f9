import type { RecipeStatus, Words } from '@emberline/hmi/contract'

const w = (en: string, de: string, ja: string): Words => ({ en, de, ja })

export const RECIPE_TEXTS = {
	recipes: w('Recipes', 'Rezepte', 'レシピ'),
	recipe: w('Recipe', 'Rezept', 'レシピ'),
	revision: w('Revision', 'Revision', '版'),
	status: w('Status', 'Status', '状態'),
	by: w('Written by', 'Geschrieben von', '作成者'),
	file: w('recipe file', 'Rezeptdatei', 'レシピファイル'),
	running: w('running', 'läuft', '運転中'),
	values: w('Set-points and limits', 'Sollwerte und Grenzen', '設定値と限界'),
	tag: w('Set-point', 'Sollwert', '設定値'),
	'in-recipe': w('In recipe', 'Im Rezept', 'レシピ値'),
	'in-plant': w('In the plant', 'In der Anlage', '設備値'),
	difference: w('Difference', 'Differenz', '差'),
	takes: w('Plant takes', 'Anlage nimmt', '受付範囲'),
	limit: w('Limit', 'Grenze', '限界'),
	compare: w('Compare with', 'Vergleichen mit', '比較対象'),
	plant: w('the plant now', 'Anlage jetzt', '現在の設備'),
	history: w('Who answers for it', 'Wer dafür einsteht', '承認履歴'),
	'not-judged': w('Nobody has signed this revision.', 'Diese Revision hat niemand unterschrieben.', 'この版は未署名。'),
	from: w('from revision', 'aus Revision', '元の版'),
	edit: w('Write a new revision', 'Neue Revision schreiben', '新しい版を作成'),
	save: w('Save as draft', 'Als Entwurf speichern', '下書き保存'),
	cancel: w('Cancel', 'Abbrechen', '取消'),
	reason: w('Reason', 'Grund', '理由'),
	approve: w('Approve', 'Freigeben', '承認'),
	reject: w('Reject', 'Ablehnen', '却下'),
	password: w('Your password, to sign', 'Ihr Passwort zum Unterschreiben', '署名用パスワード'),
	'approver-only': w(
		'An approver who did not write it approves it, signed.',
		'Freigeben darf ein Freigeber, der sie nicht schrieb, mit Unterschrift.',
		'作成者以外の承認者が署名する。',
	),
	load: w('Bring the plant to it', 'Anlage darauf stellen', '設備へ適用'),
	'load-note': w(
		'each set-point in two steps, as any other command',
		'jeder Sollwert in zwei Schritten, wie jeder Befehl',
		'各設定値は通常の二段階操作で送る',
	),
	'approved-only': w(
		'Only an approved revision is loaded.',
		'Geladen wird nur eine freigegebene Revision.',
		'承認済みの版のみ適用できる。',
	),
	'sign-in-first': w(
		'Sign in as operator or engineer to load it.',
		'Zum Laden als Bediener oder Ingenieur anmelden.',
		'適用には操作員か技術者でサインイン。',
	),
	off: w('Writing to the plant is switched off.', 'Schreiben zur Anlage ist aus.', '設備への書込みは無効。'),
	'all-set': w('The plant runs at these set-points.', 'Die Anlage läuft mit diesen Sollwerten.', '設備はこの設定値で運転中。'),
	'not-offered': w('not offered by the gateway', 'vom Gateway nicht geboten', 'ゲートウェイ非対応'),
	'no-recipes': w(
		'No revisions are kept: there is no historian.',
		'Keine Revisionen: kein Historian.',
		'履歴がなく版の記録はない。',
	),
	'no-answer': w('No answer yet.', 'Noch keine Antwort.', '応答待ち。'),
	'out-of-range': w('outside of what the plant takes', 'außerhalb des Bereichs', '受付範囲外'),
	'new-value': w('New value', 'Neuer Wert', '新しい値'),
} satisfies Record<string, Words>

export const STATUS_TEXTS: Readonly<Record<RecipeStatus, Words>> = {
	file: w('as in the file', 'wie in der Datei', 'ファイルのまま'),
	draft: w('draft', 'Entwurf', '下書き'),
	approved: w('approved', 'freigegeben', '承認済み'),
	rejected: w('rejected', 'abgelehnt', '却下'),
	retired: w('retired', 'abgelöst', '旧版'),
}
