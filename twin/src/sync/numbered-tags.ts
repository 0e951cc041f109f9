const made = new Map<string, string[]>()

/** Names of tags that differ by a number from 1 to `count`, `*` standing for it; made once, for they are asked for at every tick. */
export function numberedTags(pattern: string, count: number): readonly string[] {
	let names = made.get(pattern)
	if (names === undefined || names.length < count) {
		names = Array.from({ length: count }, (_, i) => pattern.replace('*', String(i + 1)))
		made.set(pattern, names)
	}
	return names.length === count ? names : names.slice(0, count)
}
