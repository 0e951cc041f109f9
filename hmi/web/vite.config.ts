import react from '@vitejs/plugin-react'
import { defineConfig } from 'vite'

/** The screen as plain files in `dist`. Nothing is inlined: the pages' policy allows no inline script or style, and fonts are files. */
export default defineConfig({
	plugins: [react()],
	build: {
		outDir: '../dist',
		emptyOutDir: true,
		assetsInlineLimit: 0,
		modulePreload: { polyfill: false },
		target: 'es2023',
	},
})
