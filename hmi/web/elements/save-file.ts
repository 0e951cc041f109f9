/** Lets the browser save a text as a file. */
export function saveFile(name: string, text: string, type: string): void {
	const link = document.createElement('a')
	link.href = URL.createObjectURL(new Blob([text], { type }))
	link.download = name
	link.click()
	URL.revokeObjectURL(link.href)
}

export type Cell = string | number | null

/** Rows as CSV, every cell in quotes; unknown is empty. */
export function csvOf(rows: readonly (readonly Cell[])[]): string {
	return rows.map((row) => row.map((cell) => `"${String(cell ?? '').replaceAll('"', '""')}"`).join(',')).join('\n')
}
