import './style/fonts.css'
import './style/tokens.css'
import './style/frame.css'
import './style/elements.css'
import './style/overview.css'
import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { createActor } from 'xstate'
import { Banner } from './frame/banner.tsx'
import { Header } from './frame/header.tsx'
import { listenToKeys } from './frame/keys.ts'
import { LinkBar } from './frame/link-bar.tsx'
import { Navigation } from './frame/navigation.tsx'
import { LineStore } from './line/line-store.ts'
import { Connection } from './link/connection.ts'
import { linkMachine } from './link/link-machine.ts'
import { Overview } from './overview/overview.tsx'
import { PaintLoop } from './paint/paint-loop.ts'
import { ScreenContext } from './screen.ts'

const place = document.getElementById('screen')
if (place === null) throw new Error('index.html has no element #screen')

const store = new LineStore()
const loop = new PaintLoop()
store.subscribe(loop.wake)
const link = createActor(linkMachine, { input: { startMs: performance.now() } }).start()
new Connection(store, link)
listenToKeys()

createRoot(place).render(
	<StrictMode>
		<ScreenContext value={{ store, loop, link }}>
			<Header />
			<Banner />
			<LinkBar />
			<main className="overview" aria-label="Line overview">
				<Overview />
			</main>
			<Navigation />
		</ScreenContext>
	</StrictMode>,
)
