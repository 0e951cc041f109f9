import * as zlib from 'node:zlib'

const TABLE = Uint32Array.from({ length: 256 }, (_, n) => {
	let c = n
	for (let k = 0; k < 8; k++) c = c & 1 ? 0xedb88320 ^ (c >>> 1) : c >>> 1
	return c >>> 0
})

/** Node has its own from 20.15 on. */
const native = (zlib as { readonly crc32?: (bytes: Uint8Array) => number }).crc32

/** CRC-32 of IEEE 802.3, as in zip and PNG. */
export function crc32(bytes: Uint8Array): number {
	return native === undefined ? crc32ByTable(bytes) : native(bytes)
}

export function crc32ByTable(bytes: Uint8Array): number {
	let c = 0xffffffff
	for (const byte of bytes) c = (TABLE[(c ^ byte) & 0xff] ?? 0) ^ (c >>> 8)
	return (c ^ 0xffffffff) >>> 0
}
