/** The last time that a date can hold, ms since 1970. */
export const LATEST_MS = 8.64e15

/** A metric's short name on the wire: a number up to 2^53 - 1, a bigint above, so that one alias has one form. */
export type Alias = number | bigint

/** Integers up to 32 bits are numbers; Int64, UInt64 and DateTime (ms since 1970) are bigint. */
export type Scalar = number | bigint | boolean | string | Uint8Array

export type ArrayValue = readonly number[] | readonly bigint[] | readonly boolean[] | readonly string[]

export type MetricValue = Scalar | ArrayValue | DataSet | Template

export interface DataSet {
	readonly columns: readonly string[]
	/** Datatype number of each column. */
	readonly types: readonly number[]
	readonly rows: readonly (readonly (Scalar | null)[])[]
}

export interface TemplateParameter {
	readonly name: string
	readonly type: number
	readonly value: Scalar | null
}

export interface Template {
	readonly version?: string | undefined
	/** Name of the definition, on an instance. */
	readonly templateRef?: string | undefined
	readonly isDefinition: boolean
	readonly parameters: readonly TemplateParameter[]
	readonly metrics: readonly Metric[]
}

export interface PropertyValue {
	readonly type: number
	readonly value: Scalar | PropertySet | readonly PropertySet[] | null
}

export type PropertySet = Readonly<Record<string, PropertyValue>>

export interface MetaData {
	readonly isMultiPart?: boolean | undefined
	readonly contentType?: string | undefined
	/** Bytes of the whole. */
	readonly size?: bigint | undefined
	readonly seq?: bigint | undefined
	readonly fileName?: string | undefined
	readonly fileType?: string | undefined
	readonly md5?: string | undefined
	readonly description?: string | undefined
}

/** Which of the value fields stood on the wire; the same numbering for metrics, cells, parameters and properties. */
export const Slot = { int: 1, long: 2, float: 3, double: 4, bool: 5, string: 6, bytes: 7, dataset: 8, template: 9 } as const
export type SlotNumber = (typeof Slot)[keyof typeof Slot]

/** A value whose datatype stands elsewhere (in the birth): see `interpret`. */
export interface RawValue {
	readonly slot: SlotNumber
	/** int: unsigned 32 bits as number; long: unsigned 64 bits as bigint. */
	readonly data: number | bigint | boolean | string | Uint8Array | DataSet | Template
}

export interface Metric {
	readonly name?: string | undefined
	readonly alias?: Alias | undefined
	/** ms since 1970. */
	readonly timestampMs?: number | undefined
	/** Needed to encode; after decoding undefined where the wire had none. */
	readonly datatype?: number | undefined
	readonly isHistorical?: boolean | undefined
	readonly isTransient?: boolean | undefined
	readonly metadata?: MetaData | undefined
	readonly properties?: PropertySet | undefined
	/** null: no value now. Undefined after decoding: look at `raw` or `problem`. */
	readonly value?: MetricValue | null | undefined
	/** Set by the decoder when the datatype is not known yet. */
	readonly raw?: RawValue | undefined
	/** Set by the decoder when the value does not fit its datatype: the other metrics are still good. */
	readonly problem?: string | undefined
}

export interface Payload {
	/** ms since 1970. */
	readonly timestampMs?: number | undefined
	readonly metrics: readonly Metric[]
	/** 0 to 255. */
	readonly seq?: number | undefined
	readonly uuid?: string | undefined
	readonly body?: Uint8Array | undefined
}
