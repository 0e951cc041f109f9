import type { HistorianStatus } from '@emberline/historian'
import type { Readiness } from '@emberline/hmi'
import type { PlantLinkState } from '@emberline/plc-gateway'
import type { Health } from '@emberline/twin'

type Part = Readiness['parts'][string]

/** Whether the service can be used, part by part, each with its reason. */
export function readiness(
	link: PlantLinkState,
	twin: { readonly health: Health; readonly reason: string },
	historian: HistorianStatus,
): Readiness {
	const parts: Record<string, Part> = {
		gateway: gatewayPart(link),
		twin: { ready: twin.health !== 'lost', reason: twin.health === 'tracking' ? '' : twin.reason },
		historian: { ready: historian.state === 'ready', reason: historian.reason },
	}
	return { ready: Object.values(parts).every((part) => part.ready), parts }
}

function gatewayPart(link: PlantLinkState): Part {
	if (link.broker !== 'connected')
		return { ready: false, reason: `broker ${link.broker}${link.message ? `: ${link.message}` : ''}` }
	if (link.node !== 'online') return { ready: false, reason: `PLC ${link.node}${link.message ? `: ${link.message}` : ''}` }
	return { ready: true, reason: '' }
}
