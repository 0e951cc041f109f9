/** What goes wrong on a line of this kind, by name, and how often. Twin, simulated plant and training menu know faults by these names only. */

/** What a cause can befall: the line as a whole, one heating module, one wash stage, or one tag. */
export type FaultPlace = 'line' | 'zone' | 'stage' | 'tag'

export interface FaultCause {
	readonly of: FaultPlace
	/** Whether matter and energy go another way, or only what is told of them. */
	readonly kind: 'process' | 'sensor' | 'wire'
	/** What it does at severity 1, a fault of middling size; other severities in proportion. */
	readonly words: string
	/** Time over which it comes on, s; 0 is a step. */
	readonly onsetS: number
	/** Mean running time between two of them, for one place, and mean time until it is put right, s. */
	readonly meanTimeBetweenS: number
	readonly meanTimeToRepairS: number
	/** Code of the stop that it leads to when it is bad enough; absent where the line runs on. */
	readonly stopCode?: number
}

const MIN = 60
const H = 3600

/** Onset, time between and time to repair, in that order. */
const times = (onsetS: number, meanTimeBetweenS: number, meanTimeToRepairS: number) => ({
	onsetS,
	meanTimeBetweenS,
	meanTimeToRepairS,
})

/**
 * Times are assumptions [A] throughout: nobody has published a log of such a line. Those that stop the line agree with the
 * stops that `line1.yaml` expects; slow wear has the times of weekly to quarterly maintenance; sensor faults are one in some
 * hundred hours over all tags, about what wiring and cards of a pilot give.
 */
export const FAULT_CAUSES = {
	emitter_ageing: {
		of: 'zone',
		kind: 'process',
		words:
			'the emitters give 6 % less radiation, 4 % of the metered power is lost in the leads, the most they take falls by 30 %',
		...times(4 * H, 400 * H, 45 * MIN),
	},
	emitter_break: {
		of: 'zone',
		kind: 'process',
		words: 'elements open: 58 % of the power and a quarter of the radiating area are gone',
		...times(0, 200 * H, 90 * MIN),
		stopCode: 401,
	},
	reflector_fouling: {
		of: 'line',
		kind: 'process',
		words: 'all modules lose 25 % more through walls and slots and send 3 % less to the web',
		...times(6 * H, 300 * H, 60 * MIN),
	},
	window_fouling: {
		of: 'zone',
		kind: 'sensor',
		words: 'the window of the pyrometer lets 5 % less through: it reads low, 25 K at 1340 K',
		...times(2 * H, 120 * H, 15 * MIN),
	},
	pyrometer_emissivity: {
		of: 'line',
		kind: 'sensor',
		words: 'the web shines 4 % less than the pyrometers were set on',
		...times(30 * MIN, 200 * H, 20 * MIN),
	},
	thermocouple_open: {
		of: 'zone',
		kind: 'sensor',
		words: 'the thermocouple of the wall is open: no value',
		...times(0, 500 * H, 30 * MIN),
		stopCode: 406,
	},
	thermocouple_stuck: {
		of: 'zone',
		kind: 'sensor',
		words: 'the thermocouple of the wall shows its last value for good',
		...times(0, 500 * H, 30 * MIN),
	},
	encoder_slip: {
		of: 'line',
		kind: 'sensor',
		words: 'the measuring wheel slips: 1 % of the metres are not counted',
		...times(0, 150 * H, 10 * MIN),
	},
	feeder_bridging: {
		of: 'line',
		kind: 'process',
		words: 'powder bridges over the screw: nine tenths of it do not come',
		...times(20, 10 * H, 6 * MIN),
		stopCode: 201,
	},
	feeder_clumps: {
		of: 'line',
		kind: 'process',
		words: 'clumps in the powder: dosing swings by 12 % within seconds',
		...times(2 * MIN, 40 * H, 20 * MIN),
	},
	lot_change: {
		of: 'line',
		kind: 'process',
		words: 'the hopper turns to a lot that packs 6 % denser and is 0.02 kg/kg drier',
		...times(3 * MIN, 24 * H, 4 * H),
	},
	areal_gauge_drift: {
		of: 'line',
		kind: 'sensor',
		words: 'the areal gauge reads 5 % high',
		...times(1 * H, 250 * H, 15 * MIN),
	},
	wet_precursor: {
		of: 'line',
		kind: 'process',
		words: 'the precursor brings 0.10 kg/kg more water',
		...times(3 * MIN, 60 * H, 40 * MIN),
		stopCode: 302,
	},
	humid_air: {
		of: 'line',
		kind: 'process',
		words: 'the air of the hall holds 6 g/kg more water',
		...times(30 * MIN, 80 * H, 3 * H),
	},
	purge_leak: {
		of: 'line',
		kind: 'process',
		words: 'air leaks into the furnace: 60 ppm more oxygen',
		...times(2 * MIN, 60 * H, 12 * MIN),
		stopCode: 402,
	},
	coolant_loss: {
		of: 'line',
		kind: 'process',
		words: 'nine tenths of the cooling water of the quench plates are lost; from severity 2 on of the furnace jacket too',
		...times(10, 120 * H, 20 * MIN),
		stopCode: 501,
	},
	coolant_warm: {
		of: 'line',
		kind: 'process',
		words: 'cooling water comes 10 K too warm, to plates and jacket',
		...times(10 * MIN, 100 * H, 60 * MIN),
	},
	quench_gap: {
		of: 'line',
		kind: 'process',
		words: 'the web runs off the middle of the quench: its jets cool a quarter less',
		...times(60, 120 * H, 20 * MIN),
	},
	wash_pump_wear: {
		of: 'line',
		kind: 'process',
		words: 'the pump of the fresh water brings 30 % less',
		...times(3 * H, 300 * H, 40 * MIN),
	},
	filter_clog: {
		of: 'line',
		kind: 'process',
		words: 'the filter clogs: 25 kPa more, and a tenth less water',
		...times(20 * MIN, 16 * H, 8 * MIN),
		stopCode: 601,
	},
	conductivity_fouling: {
		of: 'stage',
		kind: 'sensor',
		words: 'the conductivity cell of the stage is fouled and reads 15 % low',
		...times(2 * H, 200 * H, 15 * MIN),
	},
	fresh_water_cold: {
		of: 'line',
		kind: 'process',
		words: 'fresh water comes 8 K colder; the cake drags 8 % more brine',
		...times(5 * MIN, 150 * H, 3 * H),
	},
	scale_drift: {
		of: 'line',
		kind: 'sensor',
		words: 'the product scale reads 2 % high',
		...times(2 * H, 300 * H, 15 * MIN),
	},
	tension_loss: {
		of: 'line',
		kind: 'process',
		words: 'the brake of the unwind lets go: 60 % of the tension are gone',
		...times(2, 80 * H, 10 * MIN),
		stopCode: 205,
	},
	web_break: {
		of: 'line',
		kind: 'process',
		words: 'the web tears in the furnace',
		...times(0, 60 * H, 25 * MIN),
		stopCode: 202,
	},
	scrap_slow: {
		of: 'line',
		kind: 'process',
		words: 'the scraper wears: 5 % of the powder stay on the cloth and are lost with it',
		...times(4 * H, 200 * H, 20 * MIN),
	},
	sensor_nan: { of: 'tag', kind: 'sensor', words: 'the tag says NaN, of good quality', ...times(0, 250 * H, 10 * MIN) },
	sensor_sentinel: { of: 'tag', kind: 'sensor', words: 'the tag says 888.8, of good quality', ...times(0, 250 * H, 10 * MIN) },
	sensor_stuck: {
		of: 'tag',
		kind: 'sensor',
		words: 'the tag keeps its last value, of good quality',
		...times(0, 250 * H, 20 * MIN),
	},
	clock_skew: { of: 'line', kind: 'wire', words: 'the clock of the PLC goes 5 s ahead', ...times(0, 300 * H, 30 * MIN) },
	data_gap: { of: 'line', kind: 'wire', words: 'the PLC says nothing', ...times(0, 50 * H, 30) },
} as const satisfies Readonly<Record<string, FaultCause>>

export type FaultCauseName = keyof typeof FAULT_CAUSES

export const FAULT_CAUSE_NAMES = Object.keys(FAULT_CAUSES) as readonly FaultCauseName[]

/** What is known of a cause. */
export const faultCause = (name: FaultCauseName): FaultCause => FAULT_CAUSES[name]
