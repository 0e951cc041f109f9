import { gunzipSync, inflateSync } from 'node:zlib'
import { decodePayload } from './decode.ts'
import type { DecodeLimits } from './errors.ts'
import { DEFAULT_LIMITS, SparkplugCodecError } from './errors.ts'
import type { Payload } from './payload.ts'

const COMPRESSED = 'SPBV1.0_COMPRESSED'

/**
 * The payload inside a compressed one, any other as it is. Compression is a habit of some edge nodes, not in the standard:
 * it is read, with the payload limit holding for the inflated size too, and never written.
 */
export function expandCompressed(payload: Payload, limits: DecodeLimits = DEFAULT_LIMITS): Payload {
	if (payload.uuid !== COMPRESSED || payload.body === undefined) return payload
	const algorithm = payload.metrics.find((metric) => metric.name === 'algorithm')?.value ?? 'DEFLATE'
	const inflate = algorithm === 'GZIP' ? gunzipSync : algorithm === 'DEFLATE' ? inflateSync : undefined
	if (inflate === undefined)
		throw new SparkplugCodecError('malformed', `compressed with ${String(algorithm)}; GZIP and DEFLATE are known`)
	let body: Uint8Array
	try {
		body = inflate(payload.body, { maxOutputLength: limits.payloadBytes })
	} catch (cause) {
		throw new SparkplugCodecError('malformed', `compressed body cannot be inflated to at most ${limits.payloadBytes} bytes`, {
			cause,
		})
	}
	const inner = decodePayload(body, limits)
	return { ...inner, seq: inner.seq ?? payload.seq, timestampMs: inner.timestampMs ?? payload.timestampMs }
}
