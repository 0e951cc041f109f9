import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'

const place = document.getElementById('screen')
if (place === null) throw new Error('index.html has no element #screen')
createRoot(place).render(
	<StrictMode>
		<h1>Emberline</h1>
	</StrictMode>,
)
