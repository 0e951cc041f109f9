import { execFileSync } from 'node:child_process'
import { existsSync } from 'node:fs'

/** The service programs that the tests run for real: the program's path and the Debian package that brings it. */
const SERVICES = [
	{ paths: ['/usr/sbin/mosquitto', '/usr/local/sbin/mosquitto'], package: 'mosquitto' },
	{ paths: ['/usr/bin/influxd', '/usr/local/bin/influxd'], package: 'influxdb' },
	{ paths: ['/usr/bin/redis-server', '/usr/local/bin/redis-server'], package: 'redis-server' },
	{ paths: ['/usr/bin/chromium', '/usr/local/bin/chromium'], package: 'chromium' },
] as const

/** Installs what is missing when the user is root on Debian; otherwise names the packages and fails. */
export default function ensureServices(): void {
	const missing = SERVICES.filter((s) => !s.paths.some((p) => existsSync(p))).map((s) => s.package)
	if (missing.length === 0) return
	const command = `apt-get install -y ${missing.join(' ')}`
	if (process.getuid?.() !== 0 || !existsSync('/etc/debian_version')) {
		throw new Error(`The tests need these programs: ${missing.join(', ')}. Install them as root: ${command}`)
	}
	console.log(`Installing for the tests: ${missing.join(', ')}`)
	// A package's start-up script must not start a service here: the tests start their own, on ports of their own.
	const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive', RUNLEVEL: '1' }
	execFileSync('apt-get', ['update', '-qq'], { env, stdio: ['ignore', 'ignore', 'inherit'] })
	execFileSync('apt-get', ['install', '-y', '-qq', ...missing], { env, stdio: ['ignore', 'ignore', 'inherit'] })
}
