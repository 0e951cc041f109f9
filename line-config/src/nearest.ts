/** The known name that a mistyped one most likely stands for; undefined when none is near. */
export function nearestName(typed: string, known: readonly string[]): string | undefined {
	// One letter is no hint, and of three letters two may not be wrong.
	const limit = typed.length < 3 ? 0 : typed.length < 4 ? 1 : Math.max(2, Math.floor(typed.length / 3))
	let best: string | undefined
	let bestDistance = limit + 1
	for (const name of known) {
		const distance = editDistance(typed.toLowerCase(), name.toLowerCase())
		// A wrong first letter is rare, so it counts for more.
		const ranked = distance + (typed[0]?.toLowerCase() === name[0]?.toLowerCase() ? 0 : 0.5)
		if (ranked <= limit && ranked < bestDistance) [best, bestDistance] = [name, ranked]
	}
	return best
}

/** Letters to insert, drop, replace or swap with their neighbour to get from one text to the other. */
function editDistance(a: string, b: string): number {
	let before: number[] = []
	let last = Array.from({ length: b.length + 1 }, (_, j) => j)
	for (let i = 1; i <= a.length; i++) {
		const row = [i]
		for (let j = 1; j <= b.length; j++) {
			const replace = last[j - 1]! + (a[i - 1] === b[j - 1] ? 0 : 1)
			let cost = Math.min(replace, last[j]! + 1, row[j - 1]! + 1)
			if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) cost = Math.min(cost, before[j - 2]! + 1)
			row.push(cost)
		}
		before = last
		last = row
	}
	return last[b.length]!
}
