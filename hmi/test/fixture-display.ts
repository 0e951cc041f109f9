import type { DisplayModel, Indicator } from '../src/display-model.ts'

/** A display like that of line1, written by hand: what `cli` makes from line-config. */

const own = (
	label: string,
	tag: string,
	unit: string,
	decimals: number,
	scale: [number, number],
	normal: [number, number],
	more: Partial<Indicator> = {},
): Indicator => ({ label, source: { tag }, unit, decimals, scale, normal, ...more })

const TAGS: readonly (readonly [name: string, unit: string, decimals: number])[] = [
	['Line/Status/CurMachSpeed', 'mm/s', 1],
	['Line/Status/UnitModeCurrent', 'enum', 0],
	['Line/Status/MachSpeed', 'mm/s', 1],
	['Line/Web/Tension', 'N', 0],
	['Line/Lot/ID', '-', 0],
	['Feed/Unwind/RollID', '-', 0],
	['Feed/Coat/ArealMass', 'g/m2', 0],
	['Feed/Web/EdgePosition', 'mm', 1],
	...[1, 2].flatMap((n) => [
		[`Drying/Zone${n}/AirTemperature`, 'K', 0] as const,
		[`Drying/Zone${n}/AirTemperatureSetpoint`, 'K', 0] as const,
	]),
	['Drying/Web/ExitTemperature', 'K', 0],
	['Drying/Web/ExitMoisture', '%', 2],
	...[1, 2, 3, 4].flatMap((n) => [
		[`Heating/Zone${n}/EmitterTemperature`, 'K', 0] as const,
		[`Heating/Zone${n}/EmitterSetpoint`, 'K', 0] as const,
		[`Heating/Pyrometer${n}/WebTemperature`, 'K', 0] as const,
	]),
	['Heating/Purge/Oxygen', 'ppm', 0],
	['Heating/Cooling/InletTemperature', 'K', 1],
	['Heating/Cooling/OutletTemperature', 'K', 1],
	['Quench/Plate1/Temperature', 'K', 0],
	['Quench/Gas/Flow', 'L/min', 0],
	['Quench/Gas/FlowSetpoint', 'L/min', 0],
	['Quench/Web/EntryTemperature', 'K', 0],
	['Quench/Web/ExitTemperature', 'K', 0],
	['Wash/Stage3/Conductivity', 'mS/cm', 2],
	['Wash/FreshWater/Flow', 'L/min', 2],
	['Wash/FreshWater/FlowSetpoint', 'L/min', 2],
	['Wash/Filter/PressureDrop', 'kPa', 1],
	['Wash/Product/MassFlow', 'g/h', 0],
	['Wash/Product/ContainerID', '-', 0],
	['Lab/Result/ParticleSizeMean', 'nm', 1],
	['Line/Web/Position', 'm', 1],
]

const sameInAll = (en: string) => ({ en, de: en, ja: en })

const emitters = [1, 2, 3, 4].map((n) => [`Heating/Zone${n}/EmitterTemperature`, `Heating/Zone${n}/EmitterSetpoint`] as const)

export const display: DisplayModel = {
	lineTitle: 'Line 1',
	path: { fromM: 0, toM: 6.2 },
	tags: TAGS.map(([name, unit, decimals]) => ({ name, unit, decimals })),
	idents: [
		{ label: 'Lot', tag: 'Line/Lot/ID' },
		{ label: 'Roll', tag: 'Feed/Unwind/RollID' },
	],
	silenceLimitMs: { Lab: null },
	commandsIn: { Execute: ['STOP', 'HOLD'], Aborted: ['CLEAR'] },
	unitMode: { tag: 'Line/Status/UnitModeCurrent', names: { 1: 'Production' } },
	pens: [
		{ series: 'Line/Web/Tension', label: 'Line/Web/Tension', unit: 'N', decimals: 0, normal: [25, 35], low: 15, high: 45 },
		{ series: 'Heating/Zone1/EmitterTemperature', label: 'Heating/Zone1/EmitterTemperature', unit: 'K', decimals: 0 },
		{ series: 'soft/peakK', label: 'soft/peakK', unit: 'K', decimals: 0, normal: [1320, 1360] },
		{ series: 'soft/netGPerH', label: 'soft/netGPerH', unit: 'g/h', decimals: 0 },
	],
	stations: [
		{
			name: 'Feed',
			number: 1,
			title: 'Feed',
			fromM: 0,
			toM: 0.6,
			indicators: [
				own('Speed', 'Line/Status/CurMachSpeed', 'mm/s', 1, [0, 100], [48, 52], { setpointTag: 'Line/Status/MachSpeed' }),
				own('Tension', 'Line/Web/Tension', 'N', 0, [0, 60], [25, 35], { low: 15, high: 45 }),
				own('Areal mass', 'Feed/Coat/ArealMass', 'g/m²', 0, [80, 180], [124, 136], { low: 115, high: 145 }),
				own('Edge', 'Feed/Web/EdgePosition', 'mm', 1, [-5, 5], [-1.5, 1.5], { low: -3, high: 3 }),
			],
		},
		{
			name: 'Drying',
			number: 2,
			title: 'Drying',
			fromM: 0.6,
			toM: 2.2,
			indicators: [
				...[1, 2].map((n) =>
					own(`Zone ${n} air`, `Drying/Zone${n}/AirTemperature`, 'K', 0, [290, 450], [388, 398], {
						setpointTag: `Drying/Zone${n}/AirTemperatureSetpoint`,
						high: 420,
					}),
				),
				own('Exit moisture', 'Drying/Web/ExitMoisture', '%', 2, [0, 5], [0.4, 1.5], { high: 2 }),
				own('Exit web', 'Drying/Web/ExitTemperature', 'K', 0, [290, 420], [340, 362]),
			],
		},
		{
			name: 'Heating',
			number: 3,
			title: 'Heating',
			fromM: 2.2,
			toM: 3.2,
			detail: {
				groups: [
					{
						title: 'Zone',
						members: ['1', '2', '3', '4'],
						rows: [
							{
								label: 'Emitter temperature',
								cells: emitters.map(([tag, setpointTag]) => ({
									tag,
									setpointTag,
									accepted: [300, 1500] as const,
									high: 1450,
									limitFrom: 'emitter-over-temperature',
								})),
							},
						],
					},
					{ title: 'Purge', members: [], rows: [{ label: 'Oxygen', cells: [{ tag: 'Heating/Purge/Oxygen', high: 50 }] }] },
				],
				interlocks: [
					{ id: 'web-moves', kind: 'permissive', words: sameInAll('web stands or is below minimum speed') },
					{
						id: 'web-stopped-hot',
						kind: 'trip',
						words: { en: 'web stopped while hot', de: 'Bahn steht heiß', ja: 'ウェブが高温で停止' },
					},
				],
				trends: [
					{ series: 'soft/peakK', label: 'Peak web', unit: 'K', decimals: 0, normal: [1320, 1360] },
					{ series: 'Heating/Zone1/EmitterTemperature', label: 'Heating/Zone1/EmitterTemperature', unit: 'K', decimals: 0 },
				],
				hasModules: true,
			},
			indicators: [
				{
					label: 'Peak web',
					source: { soft: 'peakK' },
					unit: 'K',
					decimals: 0,
					scale: [1200, 1450],
					normal: [1320, 1360],
					high: 1380,
				},
				{ label: 'Emitter dev.', source: { deviations: emitters }, unit: 'K', decimals: 0, scale: [-50, 50], normal: [-10, 10] },
				own('Oxygen', 'Heating/Purge/Oxygen', 'ppm', 0, [0, 100], [0, 30], { high: 50 }),
				{
					label: 'Coolant rise',
					source: { deviations: [['Heating/Cooling/OutletTemperature', 'Heating/Cooling/InletTemperature']] },
					unit: 'K',
					decimals: 1,
					scale: [0, 20],
					normal: [4, 9],
					high: 12,
				},
			],
		},
		{
			name: 'Quench',
			number: 4,
			title: 'Quench',
			fromM: 3.2,
			toM: 5,
			indicators: [
				{ label: 'Rate', source: { soft: 'quenchRateKPerS' }, unit: 'K/s', decimals: 0, scale: [200, 500], normal: [310, 420] },
				own('Exit web', 'Quench/Web/ExitTemperature', 'K', 0, [280, 400], [300, 330], { high: 350 }),
				own('Plate 1', 'Quench/Plate1/Temperature', 'K', 0, [280, 340], [290, 310]),
				own('Gas flow', 'Quench/Gas/Flow', 'L/min', 0, [0, 200], [110, 130], { setpointTag: 'Quench/Gas/FlowSetpoint' }),
			],
		},
		{
			name: 'Wash',
			number: 5,
			title: 'Wash',
			fromM: 5,
			toM: 6.2,
			indicators: [
				own('Stage 3', 'Wash/Stage3/Conductivity', 'mS/cm', 2, [0, 4], [0.5, 1.8], { high: 2 }),
				own('Fresh water', 'Wash/FreshWater/Flow', 'L/min', 2, [0, 2], [0.5, 0.75], {
					setpointTag: 'Wash/FreshWater/FlowSetpoint',
				}),
				own('Filter', 'Wash/Filter/PressureDrop', 'kPa', 1, [0, 40], [6, 20], { high: 30 }),
				own('Product', 'Wash/Product/MassFlow', 'g/h', 0, [0, 800], [360, 460]),
			],
		},
	],
	measuredPoints: [
		{ tag: 'Drying/Web/ExitTemperature', sM: 2.1 },
		...[1, 2, 3, 4].map((n) => ({ tag: `Heating/Pyrometer${n}/WebTemperature`, sM: 2.2 + 0.25 * n })),
		{ tag: 'Quench/Web/EntryTemperature', sM: 3.3 },
		{ tag: 'Quench/Web/ExitTemperature', sM: 4.95 },
	],
	recipes: {
		HTR: {
			title: 'HTR-BiSb r7',
			band: [
				{ sM: 0, lowK: 285, highK: 315 },
				{ sM: 0.6, lowK: 285, highK: 320 },
				{ sM: 2.1, lowK: 335, highK: 375 },
				{ sM: 2.2, lowK: 340, highK: 420 },
				{ sM: 2.45, lowK: 800, highK: 920 },
				{ sM: 2.7, lowK: 1190, highK: 1270 },
				{ sM: 2.95, lowK: 1310, highK: 1365 },
				{ sM: 3.2, lowK: 1320, highK: 1360 },
				{ sM: 3.6, lowK: 800, highK: 930 },
				{ sM: 4.2, lowK: 420, highK: 520 },
				{ sM: 5, lowK: 300, highK: 345 },
				{ sM: 6.2, lowK: 290, highK: 330 },
			],
			windows: { peak_K: [1320, 1360], heat_rate: [480, 720], quench_rate: [306, 414], dose_eq_s: [2.2, 3.4], size_nm: [28, 40] },
		},
	},
}
