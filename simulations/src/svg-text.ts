/** The same drawing gives the same text: the names that the library counts up through a process begin again. */
export function numberedFromOne(svg: string): string {
	const names = new Map<string, string>()
	return svg.replace(/zr\d+-[a-z]+-?\d+/g, (name) => {
		const known = names.get(name) ?? `part-${names.size + 1}`
		names.set(name, known)
		return known
	})
}
