import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http'
import { mayVisit, ROUTE_ROLES } from './access/permissions.ts'
import { type SignIn, sendJson } from './access/sign-in.ts'
import type { Readiness } from './readiness.ts'
import type { ScreenFile } from './screen-files.ts'

export interface PagesOptions {
	readonly files: ReadonlyMap<string, ScreenFile>
	readonly readiness: () => Readiness
	readonly metrics: () => Promise<string>
	readonly signIn: SignIn
}

/** On every answer. No inline script or style, no other host, no frame around the page. */
const HEADERS: Readonly<Record<string, string>> = {
	'Content-Security-Policy':
		"default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; connect-src 'self'; frame-ancestors 'none'; base-uri 'none'; form-action 'self'",
	'X-Content-Type-Options': 'nosniff',
	'Referrer-Policy': 'no-referrer',
}

const TEXT = 'text/plain; charset=utf-8'
const JSON_TYPE = 'application/json; charset=utf-8'

/** What the screen's port answers over HTTP. Sockets are handled elsewhere. */
export function pages(options: PagesOptions): RequestListener {
	return (request, response) => {
		answer(options, request, response).catch((error: unknown) => {
			// Our own mistake inside one request must not end the screen of the others.
			console.error('hmi: a request failed', error)
			if (!response.headersSent) send(request, response, 500, TEXT, 'The server failed to answer. See its log.\n')
			else response.destroy()
		})
	}
}

async function answer(options: PagesOptions, request: IncomingMessage, response: ServerResponse): Promise<void> {
	const path = (request.url ?? '/').split('?', 1)[0] ?? '/'
	if (!mayVisit(options.signIn.session(request)?.role ?? 'viewer', routeOf(path)))
		return send(request, response, 403, TEXT, 'You may not see this.\n')
	const access = await options.signIn.answer(path, request)
	if (access !== null) return sendJson(response, access, HEADERS)
	if (request.method !== 'GET' && request.method !== 'HEAD') {
		response.setHeader('Allow', 'GET, HEAD')
		return send(request, response, 405, TEXT, 'Only GET and HEAD.\n')
	}
	if (path === '/healthz') return send(request, response, 200, TEXT, 'alive\n')
	if (path === '/readyz') {
		const readiness = options.readiness()
		return send(request, response, readiness.ready ? 200 : 503, JSON_TYPE, `${JSON.stringify(readiness)}\n`)
	}
	if (path === '/metrics')
		return send(request, response, 200, 'text/plain; version=0.0.4; charset=utf-8', await options.metrics())
	const file = options.files.get(path)
	if (file === undefined) return send(request, response, 404, TEXT, 'No such page.\n')
	sendFile(request, response, file)
}

/** Name of a path in the permission table. */
function routeOf(path: string): string {
	const name = path.slice(1)
	return Object.hasOwn(ROUTE_ROLES, name) ? name : 'page'
}

function sendFile(request: IncomingMessage, response: ServerResponse, file: ScreenFile): void {
	const packed = file.gzip !== undefined && /\bgzip\b/.test(String(request.headers['accept-encoding'] ?? ''))
	if (packed) response.setHeader('Content-Encoding', 'gzip')
	if (file.gzip !== undefined) response.setHeader('Vary', 'Accept-Encoding')
	const keep = file.immutable ? 'public, max-age=31536000, immutable' : 'no-cache'
	send(request, response, 200, file.type, packed && file.gzip ? file.gzip : file.body, keep)
}

function send(
	request: IncomingMessage,
	response: ServerResponse,
	status: number,
	type: string,
	body: string | Buffer,
	keep = 'no-store',
): void {
	const bytes = typeof body === 'string' ? Buffer.from(body) : body
	response.writeHead(status, { ...HEADERS, 'Content-Type': type, 'Content-Length': bytes.length, 'Cache-Control': keep })
	response.end(request.method === 'HEAD' ? undefined : bytes)
}
