import { BufferedHistorian } from './buffered-historian.ts'
import { HistorianError } from './historian-error.ts'
import { noHistorian } from './no-historian.ts'
import { DEFAULTS, type Historian, type HistorianOptions } from './port.ts'

const EXPECTED = 'expected influx://host:8086/database, embedded:FOLDER or none'

/**
 * Opens the historian that `url` names: `influx://[user:password@]host[:8086]/database` (influxs: over TLS), `embedded:FOLDER`
 * (`./data` where no folder stands), `none`. A store that is away is a state of the historian, not an error; a folder that
 * another process holds is `FOLDER_IN_USE`, one that cannot be made or read `FOLDER_REFUSED`, any other text `BAD_URL`.
 */
export async function openHistorian(url: string, options: HistorianOptions = {}): Promise<Historian> {
	const all = { ...DEFAULTS, ...options }
	if (url === 'none') return noHistorian()
	if (url === 'embedded' || url.startsWith('embedded:')) {
		const { EmbeddedStore } = await import('./embedded/embedded-store.ts')
		return BufferedHistorian.open(
			await EmbeddedStore.open(url.slice('embedded:'.length) || './data', all.node, all.silenceMs, all.retention),
			all,
		)
	}
	const address = influxAddress(url)
	const { InfluxStore } = await import('./influx/influx-store.ts')
	return BufferedHistorian.open(new InfluxStore(address, all.node, all.silenceMs, all.retention), all)
}

export interface InfluxAddress {
	readonly protocol: 'http' | 'https'
	readonly host: string
	readonly port: number
	readonly database: string
	readonly username?: string
	readonly password?: string
}

function influxAddress(url: string): InfluxAddress {
	const parsed = URL.canParse(url) ? new URL(url) : null
	if (parsed === null || (parsed.protocol !== 'influx:' && parsed.protocol !== 'influxs:'))
		throw new HistorianError('BAD_URL', `"${withoutSecrets(url)}" names no historian: ${EXPECTED}`)
	const database = decodeURIComponent(parsed.pathname.replace(/^\/|\/$/g, ''))
	if (parsed.hostname === '') throw new HistorianError('BAD_URL', `"${withoutSecrets(url)}" has no host: ${EXPECTED}`)
	if (!/^[\w.-]+$/.test(database))
		throw new HistorianError(
			'BAD_URL',
			`"${withoutSecrets(url)}" has ${database === '' ? 'no database' : 'a database name with other characters than letters, digits, "_", "." and "-"'}: ${EXPECTED}`,
		)
	return {
		protocol: parsed.protocol === 'influxs:' ? 'https' : 'http',
		host: parsed.hostname,
		port: parsed.port === '' ? 8086 : Number(parsed.port),
		database,
		...(parsed.username !== '' && {
			username: decodeURIComponent(parsed.username),
			password: decodeURIComponent(parsed.password),
		}),
	}
}

/** Whatever stands before an @ may be a password. */
function withoutSecrets(url: string): string {
	return url.replace(/\/\/.*@/, '//…@')
}
