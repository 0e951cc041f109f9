import { type RefObject, useLayoutEffect, useState } from 'react'

export interface PlotSize {
	readonly width: number
	readonly height: number
}

/** Size of an element in px, kept up to date; zero until it is known. */
export function usePlotSize(element: RefObject<Element | null>): PlotSize {
	const [size, setSize] = useState<PlotSize>({ width: 0, height: 0 })
	useLayoutEffect(() => {
		if (element.current === null) return
		const observer = new ResizeObserver(([entry]) => {
			if (entry === undefined) return
			const width = Math.floor(entry.contentRect.width)
			const height = Math.floor(entry.contentRect.height)
			setSize((old) => (old.width === width && old.height === height ? old : { width, height }))
		})
		observer.observe(element.current)
		return () => observer.disconnect()
	}, [element])
	return size
}
