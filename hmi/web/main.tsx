import './style/fonts.css'
import './style/tokens.css'
import './style/frame.css'
import './style/elements.css'
import './style/overview.css'
import './style/acting.css'
import './style/stations.css'
import './style/trends.css'
import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { createActor } from 'xstate'
import { AlarmSound } from './alarms/sound.ts'
import { Banner } from './frame/banner.tsx'
import { Header } from './frame/header.tsx'
import { listenToKeys } from './frame/keys.ts'
import { LinkBar } from './frame/link-bar.tsx'
import { Navigation } from './frame/navigation.tsx'
import { ShownDisplay } from './frame/shown-display.tsx'
import { LineStore } from './line/line-store.ts'
import { Connection } from './link/connection.ts'
import { linkMachine } from './link/link-machine.ts'
import { SessionStore } from './link/session.ts'
import { PaintLoop } from './paint/paint-loop.ts'
import { ScreenContext } from './screen.ts'
import { startSettings } from './words/settings.ts'

const place = document.getElementById('screen')
if (place === null) throw new Error('index.html has no element #screen')

const store = new LineStore()
const loop = new PaintLoop()
store.subscribe(loop.wake)
const link = createActor(linkMachine, { input: { startMs: performance.now() } }).start()
const session = new SessionStore()
const sound = new AlarmSound(store)
const connection = new Connection(store, link, session)
listenToKeys()
startSettings()

createRoot(place).render(
	<StrictMode>
		<ScreenContext value={{ store, loop, link, connection, session, sound }}>
			<Header />
			<Banner />
			<LinkBar />
			<ShownDisplay />
			<Navigation />
		</ScreenContext>
	</StrictMode>,
)
