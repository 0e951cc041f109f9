export type CodecErrorCode =
	| 'truncated'
	| 'malformed'
	| 'payload-too-large'
	| 'too-many-metrics'
	| 'too-many-elements'
	| 'too-deep'
	| 'string-too-long'
	| 'out-of-range'
	| 'wrong-form'

/** The only error that the codec throws, whatever the bytes or the values. */
export class SparkplugCodecError extends Error {
	override readonly name = 'SparkplugCodecError'
	readonly code: CodecErrorCode

	constructor(code: CodecErrorCode, message: string, options?: ErrorOptions) {
		super(message, options)
		this.code = code
	}
}

/** Bounds on what a payload may ask of the decoder. Sizes in bytes of the encoded form. */
export interface DecodeLimits {
	readonly payloadBytes: number
	/** Metrics of the whole payload, members of templates included. */
	readonly metrics: number
	/** Metrics, properties, parameters, rows and cells together. */
	readonly elements: number
	/** Messages inside each other: a template within a template takes two, a property set in a list three. */
	readonly depth: number
	readonly stringBytes: number
}

export const DEFAULT_LIMITS: DecodeLimits = {
	payloadBytes: 1_048_576,
	metrics: 20_000,
	elements: 100_000,
	depth: 16,
	stringBytes: 65_536,
}
