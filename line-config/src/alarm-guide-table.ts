import type { AlarmGuideRow, AlarmWords } from './alarm-guide.ts'

/** Texts of the alarms. Times to act are engineering assumptions [A]. */

const w = (en: string, de: string, ja: string): AlarmWords => ({ en, de, ja })

/** States in which the web stands and cools: what follows from that alone is no news. */
const AT_REST = ['Stopping', 'Stopped', 'Aborting', 'Aborted', 'Clearing', 'Resetting', 'Idle'] as const

const CLEAR_AND_START = w(
	'Remove the cause, CLEAR at the line, check web and zones, then RESET and START.',
	'Ursache beseitigen, an der Linie CLEAR, Bahn und Zonen prüfen, dann RESET und START.',
	'原因を取り除き、現場でCLEARし、ウェブと各ゾーンを確認してからRESET、STARTする。',
)
const HEATERS_OFF = w(
	'Heaters are off and the shutter is closed. The web in the furnace is over-dosed and becomes scrap.',
	'Heizung aus, Blende zu. Die Bahn im Ofen hat zu viel Dosis und wird Ausschuss.',
	'ヒーターは切れ、シャッターは閉じている。炉内のウェブは過加熱となり、廃棄になる。',
)

const STATION_WORDS: Readonly<Record<string, AlarmWords>> = {
	feed: w('the feed', 'der Zuführung', '供給部'),
	drying: w('the dryer', 'dem Trockner', '乾燥部'),
	heating: w('the furnace', 'dem Ofen', '加熱炉'),
	quench: w('the quench', 'der Kühlung', '急冷部'),
	wash: w('the wash', 'der Wäsche', '洗浄部'),
}

/** A station that died, fell silent or was never there: an alarm each, so that its name stands in the list. */
const SILENT: readonly AlarmGuideRow[] = Object.entries(STATION_WORDS).map(([station, { en, de, ja }]) => ({
	for: `trip/silent-${station}`,
	words: w(`nothing is heard of ${en}`, `nichts zu hören von ${de}`, `${ja}からの応答がない`),
	cause: w(
		'Its controller or input/output station lost power or network, or it was never started.',
		'Ihre Steuerung oder Ein-/Ausgabestation ist ohne Strom oder Netz, oder sie wurde nie gestartet.',
		'その制御装置または入出力局の電源やネットワークが落ちたか、起動されていない。',
	),
	consequence: w(
		'Nobody knows its state: heaters are off, the shutter is closed, the line comes down.',
		'Niemand kennt ihren Zustand: Heizung aus, Blende zu, die Linie fährt herunter.',
		'状態が分からないため、ヒーターは切れ、シャッターは閉じ、ラインは停止する。',
	),
	action: w(
		'Look at the station itself; restore power and network. Once it is heard again: CLEAR, RESET and START.',
		'Zur Station gehen, Strom und Netz wiederherstellen. Sobald sie wieder zu hören ist: CLEAR, RESET und START.',
		'現場で電源とネットワークを復旧する。応答が戻ったらCLEAR、RESET、STARTする。',
	),
	timeToActS: 120,
}))

const TRIPS: readonly AlarmGuideRow[] = [
	...SILENT,
	{
		for: 'trip/emergency-stop',
		words: w('emergency stop pressed', 'Not-Halt gedrückt', '非常停止が押された'),
		cause: w('Somebody pressed an emergency stop.', 'Jemand hat einen Not-Halt gedrückt.', '誰かが非常停止を押した。'),
		consequence: w(
			'The whole line is without energy.',
			'Die ganze Linie ist ohne Energie.',
			'ライン全体のエネルギーが断たれている。',
		),
		action: w(
			'Look at the line first. Release on site only when nobody is in danger.',
			'Zuerst zur Linie gehen. Erst vor Ort entriegeln, wenn niemand in Gefahr ist.',
			'まず現場を見る。危険がないときだけ現場で解除する。',
		),
		timeToActS: 60,
		latching: true,
	},
	{
		for: 'trip/limiter',
		words: w('temperature limiter tripped', 'Temperaturbegrenzer ausgelöst', '温度リミッターが作動した'),
		cause: w(
			'An emitter passed the limiter, or its sensor broke.',
			'Ein Strahler war über dem Begrenzer, oder dessen Fühler ist gebrochen.',
			'エミッターがリミッター温度を超えたか、センサーが断線した。',
		),
		consequence: HEATERS_OFF,
		action: w(
			'Let the zone cool, find the cause, reset the limiter on site.',
			'Zone abkühlen lassen, Ursache finden, Begrenzer vor Ort zurücksetzen.',
			'ゾーンを冷まし、原因を調べ、現場でリミッターを復帰する。',
		),
		timeToActS: 120,
		latching: true,
	},
	{
		for: 'trip/watchdog',
		words: w('link to the controller lost', 'Verbindung zur Steuerung verloren', '制御装置との接続が切れた'),
		cause: w('Controller or network stopped.', 'Steuerung oder Netz steht.', '制御装置またはネットワークが止まった。'),
		consequence: HEATERS_OFF,
		action: w(
			'Check the controller and its network on site; then CLEAR.',
			'Steuerung und Netz vor Ort prüfen, dann CLEAR.',
			'現場で制御装置とネットワークを確認し、CLEARする。',
		),
		timeToActS: 120,
	},
	{
		for: 'trip/web-break',
		words: w('web break or tension lost', 'Bahnriss oder Zug verloren', 'ウェブ切れまたは張力喪失'),
		cause: w(
			'The cloth tore or slipped off a roller.',
			'Das Gewebe ist gerissen oder von einer Walze gelaufen.',
			'クロスが切れたか、ローラーから外れた。',
		),
		consequence: HEATERS_OFF,
		action: w(
			'Wait until the furnace is under 400 K, thread the web anew, then CLEAR on site.',
			'Warten, bis der Ofen unter 400 K ist, Bahn neu einfädeln, dann vor Ort CLEAR.',
			'炉が400 K以下になるのを待ち、ウェブを通し直し、現場でCLEARする。',
		),
		timeToActS: 300,
		latching: true,
	},
	{
		for: 'trip/web-stopped-hot',
		words: w('web stopped while hot', 'Bahn steht bei heißem Ofen', '高温中にウェブが停止'),
		cause: w(
			'Drive stopped or web below minimum speed under hot emitters.',
			'Antrieb steht oder Bahn unter Mindestgeschwindigkeit unter heißen Strahlern.',
			'高温エミッター下で駆動停止、またはウェブが最低速度未満。',
		),
		consequence: HEATERS_OFF,
		action: CLEAR_AND_START,
		timeToActS: 120,
	},
	{
		for: 'trip/emitter-over-temperature',
		words: w('emitter above its limit', 'Strahler über seinem Grenzwert', 'エミッターが上限を超えた'),
		cause: w(
			'Control or sensor of a zone failed.',
			'Regelung oder Fühler einer Zone ausgefallen.',
			'ゾーンの制御またはセンサーの故障。',
		),
		consequence: HEATERS_OFF,
		action: CLEAR_AND_START,
		timeToActS: 120,
	},
	{
		for: 'trip/*oxygen-high',
		words: w('oxygen too high while heating', 'Sauerstoff zu hoch beim Heizen', '加熱中の酸素濃度が高い'),
		cause: w('Leak, or sheath gas too little.', 'Leck oder zu wenig Schutzgas.', '漏れ、またはシースガス不足。'),
		consequence: w(
			'Cloth and emitters burn above 700 K. Heaters are off.',
			'Gewebe und Strahler verbrennen über 700 K. Heizung aus.',
			'700 K以上でクロスとエミッターが燃える。ヒーター停止。',
		),
		action: w(
			'Check sheath gas and seals; purge; then CLEAR.',
			'Schutzgas und Dichtungen prüfen, spülen, dann CLEAR.',
			'シースガスとシールを確認し、パージしてからCLEARする。',
		),
		timeToActS: 60,
	},
	{
		for: 'trip/purge*',
		words: w('sheath gas lost while heating', 'Schutzgas fehlt beim Heizen', '加熱中にシースガス喪失'),
		cause: w(
			'Gas supply empty, valve shut, or hose off.',
			'Gasvorrat leer, Ventil zu oder Schlauch ab.',
			'ガス切れ、バルブ閉、またはホース外れ。',
		),
		consequence: HEATERS_OFF,
		action: w(
			'Restore the gas, purge for its minimum time, then CLEAR.',
			'Gas wiederherstellen, Mindestzeit spülen, dann CLEAR.',
			'ガスを復旧し、規定時間パージしてからCLEARする。',
		),
		timeToActS: 60,
	},
	{
		for: 'trip/*-water-lost',
		words: w('cooling water lost', 'Kühlwasser fehlt', '冷却水喪失'),
		cause: w(
			'Pump stopped, filter clogged or valve shut.',
			'Pumpe steht, Filter zu oder Ventil geschlossen.',
			'ポンプ停止、フィルター詰まり、またはバルブ閉。',
		),
		consequence: w(
			'Jacket or plates overheat within a minute.',
			'Mantel oder Platten überhitzen binnen einer Minute.',
			'1分以内にジャケットまたはプレートが過熱する。',
		),
		action: w(
			'Restore the flow; start again only with flow proved.',
			'Durchfluss wiederherstellen; erst mit Nachweis neu starten.',
			'流量を復旧し、流量確認後に再始動する。',
		),
		timeToActS: 60,
	},
	{
		for: 'trip/*',
		cause: w(
			'A condition that the interlock table names does not hold.',
			'Eine Bedingung der Verriegelungsliste ist nicht erfüllt.',
			'インターロック表の条件が満たされていない。',
		),
		consequence: w(
			'The station, or the whole line, is held or aborted.',
			'Station oder ganze Linie gehalten oder abgebrochen.',
			'ステーションまたはライン全体が保持・中断される。',
		),
		action: CLEAR_AND_START,
		timeToActS: 300,
	},
]

const LIMITS: readonly AlarmGuideRow[] = [
	{
		for: 'limit/Heating/Zone*/EmitterTemperature/high',
		words: w('emitter too hot', 'Strahler zu heiß', 'エミッター過熱'),
		cause: w(
			'Control overshoots, or the web has gone from under it.',
			'Regelung schwingt über, oder die Bahn fehlt darunter.',
			'制御のオーバーシュート、またはウェブがない。',
		),
		consequence: w(
			'Trip of the zone; graphite ages fast.',
			'Zone löst aus; Graphit altert schnell.',
			'ゾーンがトリップし、黒鉛が急速に劣化する。',
		),
		action: w('Lower the set-point of the zone by 20 K.', 'Sollwert der Zone um 20 K senken.', 'ゾーンの設定値を20 K下げる。'),
		timeToActS: 30,
		offDelayS: 5,
	},
	{
		for: 'limit/Heating/Purge/Oxygen/high',
		words: w('oxygen in the furnace too high', 'Sauerstoff im Ofen zu hoch', '炉内酸素濃度が高い'),
		cause: w('Leak, or sheath gas too little.', 'Leck oder zu wenig Schutzgas.', '漏れ、またはシースガス不足。'),
		consequence: w('Carbon burns above 700 K.', 'Kohlenstoff verbrennt über 700 K.', '700 K以上で炭素が燃える。'),
		action: w(
			'Raise the sheath gas; hold the line when it does not fall in 1 min.',
			'Schutzgas erhöhen; Linie halten, wenn es in 1 min nicht fällt.',
			'シースガスを増やす。1分で下がらなければHOLDする。',
		),
		timeToActS: 60,
		offDelayS: 10,
	},
	{
		for: 'limit/Quench/Web/ExitTemperature/high',
		words: w('web leaves the quench too hot', 'Bahn verlässt die Kühlung zu heiß', '急冷出口のウェブが熱い'),
		cause: w(
			'Quench gas low, plates fouled, or web too fast.',
			'Zu wenig Kühlgas, Platten verschmutzt oder Bahn zu schnell.',
			'急冷ガス不足、プレート汚れ、または速度過大。',
		),
		consequence: w(
			'Particles grow; the metastable phase is lost.',
			'Partikel wachsen, die metastabile Phase geht verloren.',
			'粒子が成長し、準安定相が失われる。',
		),
		action: w('Raise the quench gas by 20 L/min.', 'Kühlgas um 20 L/min erhöhen.', '急冷ガスを20 L/min増やす。'),
		timeToActS: 300,
		offDelayS: 5,
		suppressed: { unit: 'Line', states: AT_REST },
	},
	{
		for: 'limit/Drying/Web/ExitMoisture/high',
		words: w('web too moist for the furnace', 'Bahn zu feucht für den Ofen', 'ウェブの水分が高すぎる'),
		cause: w(
			'Air too cold or too little, or layer too thick.',
			'Luft zu kalt oder zu wenig, oder Schicht zu dick.',
			'空気の温度・流量不足、または塗布過多。',
		),
		consequence: w(
			'Steam tears granules off the cloth in the furnace.',
			'Dampf reißt im Ofen Körner vom Gewebe.',
			'炉内で蒸気が粒子をはがす。',
		),
		action: w(
			'Raise the dryer air by 10 K, or slow the line.',
			'Trocknerluft um 10 K erhöhen oder langsamer fahren.',
			'乾燥空気を10 K上げるか、減速する。',
		),
		timeToActS: 300,
		offDelayS: 10,
		suppressed: { unit: 'Line', states: AT_REST },
	},
	{
		for: 'limit/soft/residualNaClWtpct/high',
		words: w('salt left in the product too high', 'Zu viel Salz im Produkt', '製品中の残留塩が多い'),
		cause: w(
			'Too little fresh water, or wash stages short of time.',
			'Zu wenig Frischwasser oder Waschzeit.',
			'洗浄水不足、または洗浄時間不足。',
		),
		consequence: w('Product out of its specification.', 'Produkt außerhalb der Vorgabe.', '製品が規格外になる。'),
		action: w('Raise the fresh water by 0.1 L/min.', 'Frischwasser um 0,1 L/min erhöhen.', '洗浄水を0.1 L/min増やす。'),
		timeToActS: 1200,
		offDelayS: 30,
		suppressed: { unit: 'Wash', states: AT_REST },
	},
	{
		for: 'limit/soft/kWhPerKg/high',
		words: w('energy per product too high', 'Energie je Produkt zu hoch', '製品あたりのエネルギーが高い'),
		cause: w(
			'Feed low, or insulation or windows worse.',
			'Zu wenig Vorprodukt, oder Dämmung oder Fenster schlechter.',
			'供給不足、または断熱・窓の劣化。',
		),
		consequence: w('Cost; no danger.', 'Kosten, keine Gefahr.', 'コスト増。危険はない。'),
		action: w('Check areal mass and zone balances.', 'Flächenmasse und Zonenbilanzen prüfen.', '目付量とゾーン収支を確認する。'),
		timeToActS: 3600,
		offDelayS: 60,
		suppressed: { unit: 'Line', states: AT_REST },
	},
	{
		for: 'limit/*/Tension/*',
		cause: w('Brake, dancer or splice.', 'Bremse, Tänzer oder Klebestelle.', 'ブレーキ、ダンサー、または継ぎ目。'),
		consequence: w('Web break or creases.', 'Bahnriss oder Falten.', 'ウェブ切れまたはしわ。'),
		action: w(
			'Look at unwind and dancer; slow the line.',
			'Abwicklung und Tänzer ansehen, langsamer fahren.',
			'巻き出しとダンサーを確認し、減速する。',
		),
		timeToActS: 60,
		offDelayS: 5,
		suppressed: { unit: 'Line', states: AT_REST },
	},
	{
		for: 'limit/Feed/Web/EdgePosition/*',
		words: w('web edge off centre', 'Bahnkante außer Mitte', 'ウェブ端がずれている'),
		cause: w(
			'Edge guide or roll wound askew.',
			'Kantenführung oder schief gewickelte Rolle.',
			'エッジガイド、または巻きの偏り。',
		),
		consequence: w(
			'Uneven coating, rubbing at the slots.',
			'Ungleiche Schicht, Reiben an den Schlitzen.',
			'塗布むら、スロットとの擦れ。',
		),
		action: w('Correct the edge guide.', 'Kantenführung nachstellen.', 'エッジガイドを調整する。'),
		timeToActS: 300,
		offDelayS: 10,
		suppressed: { unit: 'Line', states: AT_REST },
	},
	{
		for: 'limit/Wash/Filter/PressureDrop/high',
		words: w('wash filter clogging', 'Waschfilter setzt sich zu', '洗浄フィルター目詰まり'),
		cause: w('Fines on the filter.', 'Feinteil auf dem Filter.', 'フィルター上の微粉。'),
		consequence: w('Wash stops in some minutes.', 'Wäsche steht in einigen Minuten.', '数分で洗浄が止まる。'),
		action: w('Change over to the spare filter.', 'Auf Ersatzfilter umschalten.', '予備フィルターに切り替える。'),
		timeToActS: 600,
		offDelayS: 10,
	},
	{
		for: 'limit/Wash/Stage*/Conductivity/high',
		words: w('wash water too salty', 'Waschwasser zu salzig', '洗浄水の塩濃度が高い'),
		cause: w('Fresh water too little.', 'Zu wenig Frischwasser.', '洗浄水不足。'),
		consequence: w('Salt stays in the product.', 'Salz bleibt im Produkt.', '製品に塩が残る。'),
		action: w('Raise the fresh water by 0.1 L/min.', 'Frischwasser um 0,1 L/min erhöhen.', '洗浄水を0.1 L/min増やす。'),
		timeToActS: 900,
		offDelayS: 10,
	},
	{
		for: 'limit/*',
		cause: w('The value has passed its limit.', 'Der Wert hat seinen Grenzwert überschritten.', '値が限界を超えた。'),
		consequence: w(
			'The station leaves its normal range.',
			'Die Station verlässt ihren Normalbereich.',
			'ステーションが正常範囲を外れる。',
		),
		action: w(
			'Open the station and find what changed.',
			'Station öffnen und die Änderung suchen.',
			'ステーションを開き、変化を探す。',
		),
		timeToActS: 600,
		offDelayS: 5,
	},
]

const TWIN: readonly AlarmGuideRow[] = [
	{
		for: 'twin/lost',
		cause: w(
			'What the plant says does not fit the model.',
			'Was die Anlage sagt, passt nicht zum Modell.',
			'設備の値がモデルと合わない。',
		),
		consequence: w(
			'Estimates and forecasts are not to be used.',
			'Schätzwerte und Vorhersagen sind nicht zu benutzen.',
			'推定値と予測は使えない。',
		),
		action: w(
			'Run by the measured values; call an engineer.',
			'Nach Messwerten fahren, Ingenieur rufen.',
			'測定値で運転し、技術者を呼ぶ。',
		),
		timeToActS: 1800,
		onDelayS: 20,
		suppressed: { unit: 'Line', states: AT_REST },
	},
	{
		for: '*',
		cause: w(
			'The monitor sees something that does not fit.',
			'Die Überwachung sieht etwas, das nicht passt.',
			'監視が整合しないものを検出した。',
		),
		consequence: w('Not known; see the trend.', 'Nicht bekannt, siehe Trend.', '不明。トレンドを見る。'),
		action: w(
			'Open the station and compare measured and twin.',
			'Station öffnen, Messung und Zwilling vergleichen.',
			'ステーションを開き、測定値とツインを比べる。',
		),
		timeToActS: 1800,
	},
]

export const ALARM_GUIDE: readonly AlarmGuideRow[] = [...TRIPS, ...LIMITS, ...TWIN]
