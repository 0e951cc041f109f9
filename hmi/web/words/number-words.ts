/** What somebody typed as a number: comma or point, any of the minus signs, thin spaces between thousands. Null where it is none. */
export function numberIn(text: string): number | null {
	const plain = text
		.trim()
		.replace(/[\s\u2009]/g, '')
		.replace('\u2212', '-')
		.replace(',', '.')
	return /^-?(\d+(\.\d*)?|\.\d+)$/.test(plain) ? Number(plain) : null
}
