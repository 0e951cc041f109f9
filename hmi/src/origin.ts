import type { IncomingMessage } from 'node:http'
import { isIP } from 'node:net'
import { hostname } from 'node:os'

/**
 * Whether a socket may open: a browser's page must come from this very server. The `cors` option of socket.io does not
 * stop a websocket from a foreign page, so this check is the wall.
 *
 * The Host must also be a name of this machine, or a foreign name that was made to point here (DNS rebinding) would
 * count as our own. A client that sends no Origin is no page: it carries no user's rights.
 */
export function mayConnect(request: Pick<IncomingMessage, 'headers'>, allowedHosts: readonly string[] = []): boolean {
	const { host, origin } = request.headers
	if (host === undefined || !isOwnName(host, allowedHosts)) return false
	if (origin === undefined) return true
	return URL.canParse(origin) && new URL(origin).host === host.toLowerCase()
}

function isOwnName(host: string, allowedHosts: readonly string[]): boolean {
	if (!URL.canParse(`http://${host}`)) return false
	const name = new URL(`http://${host}`).hostname
	if (isIP(name.replace(/^\[|\]$/g, '')) !== 0) return true
	return ['localhost', hostname().toLowerCase(), ...allowedHosts.map((h) => h.toLowerCase())].includes(name)
}
