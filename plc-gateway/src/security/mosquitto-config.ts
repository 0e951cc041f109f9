import { pbkdf2Sync, randomBytes } from 'node:crypto'
import { type AccessOptions, aclText, brokerUsers } from './access.ts'

export interface MosquittoOptions extends AccessOptions {
	/** Where the files will lie as mosquitto sees them. */
	readonly dir: string
	readonly port: number
	/** Address to listen on; default all. */
	readonly address?: string | undefined
	/**
	 * `none`: names and passwords in clear, for a network of its own; `tls`: encrypted, with passwords; `mutual`: each client
	 * shows a certificate whose common name is its user.
	 */
	readonly tls: 'none' | 'tls' | 'mutual'
}

export interface GeneratedFile {
	readonly name: string
	readonly text: string
	/** Holds a secret: for its owner's eyes only. */
	readonly secret: boolean
	readonly executable?: boolean
}

/** Iterations of mosquitto's own password tool. */
const ITERATIONS = 101

/** A line of mosquitto's password_file: PBKDF2 with SHA-512, as mosquitto_passwd of 2.0 writes it. */
export function passwordLine(user: string, password: string, salt: Uint8Array = randomBytes(12)): string {
	const hash = pbkdf2Sync(password, salt, ITERATIONS, 64, 'sha512')
	return `${user}:$7$${ITERATIONS}$${Buffer.from(salt).toString('base64')}$${hash.toString('base64')}`
}

/** Every file of a mosquitto that lets the clients of one line do what they must, and nobody else anything. */
export function mosquittoFiles(options: MosquittoOptions): readonly GeneratedFile[] {
	const users = brokerUsers(options)
	const withPasswords = options.tls !== 'mutual'
	const passwords = withPasswords ? users.map(({ name }) => [name, randomBytes(18).toString('base64url')] as const) : []
	return [
		{ name: 'mosquitto.conf', text: configText(options), secret: false },
		{ name: 'acl', text: aclText(users), secret: false },
		...(withPasswords
			? [{ name: 'passwords', text: `${passwords.map(([name, word]) => passwordLine(name, word)).join('\n')}\n`, secret: true }]
			: []),
		...passwords.map(([name, word]) => ({ name: `secrets/${name}.password`, text: `${word}\n`, secret: true })),
		...(options.tls === 'none'
			? []
			: [
					{
						name: 'make-certificates.sh',
						text: certificatesText(
							users.map(({ name }) => name),
							options.tls,
						),
						secret: false,
						executable: true,
					},
				]),
	]
}

function configText({ dir, port, address, tls }: MosquittoOptions): string {
	const lines = [
		'# Made by emberline broker-config; mosquitto 2.0. Run: mosquitto -c mosquitto.conf',
		`listener ${port}${address === undefined ? '' : ` ${address}`}`,
		'allow_anonymous false',
		`acl_file ${dir}/acl`,
		...(tls === 'mutual' ? [] : [`password_file ${dir}/passwords`]),
		...(tls === 'none'
			? []
			: [
					`cafile ${dir}/certs/ca.crt`,
					`certfile ${dir}/certs/broker.crt`,
					`keyfile ${dir}/certs/broker.key`,
					'tls_version tlsv1.2',
				]),
		...(tls === 'mutual' ? ['require_certificate true', 'use_identity_as_username true'] : []),
		'set_tcp_nodelay true',
		'# Emberline needs nothing kept: its own logs on both sides carry what was said while nobody listened.',
		'persistence false',
		'max_packet_size 4194304',
		'max_queued_messages 10000',
		'max_keepalive 120',
		'log_type error',
		'log_type warning',
	]
	return `${lines.join('\n')}\n`
}

/** With openssl: an authority of its own, the broker's certificate and, for mutual TLS, one for each client. */
function certificatesText(users: readonly string[], tls: 'tls' | 'mutual'): string {
	return `#!/bin/sh
# Makes certs/: an authority of its own, the broker's certificate${tls === 'mutual' ? ', and one for each client' : ''}. Needs openssl.
# Give the names by which clients reach the broker: ./make-certificates.sh broker.plant.example 10.0.0.5
set -eu
umask 077
cd "$(dirname "$0")"
mkdir -p certs
cd certs
key() { openssl ecparam -name prime256v1 -genkey -noout -out "$1.key" 2>/dev/null; }
names="DNS:localhost,IP:127.0.0.1"
for name in "$@"; do
	case "$name" in *[!0-9.]*) names="$names,DNS:$name" ;; *) names="$names,IP:$name" ;; esac
done
if [ ! -e ca.crt ]; then
	key ca
	openssl req -x509 -new -key ca.key -sha256 -days 3650 -subj "/CN=Emberline broker authority" -out ca.crt
fi
sign() {
	key "$1"
	openssl req -new -key "$1.key" -subj "/CN=$2" -out "$1.csr"
	printf '%s\\n' "$3" > "$1.ext"
	openssl x509 -req -in "$1.csr" -CA ca.crt -CAkey ca.key -CAcreateserial -sha256 -days 825 -extfile "$1.ext" -out "$1.crt" 2>/dev/null
	rm "$1.csr" "$1.ext"
}
sign broker broker "subjectAltName=$names"
${tls === 'mutual' ? users.map((name) => `sign "${name}" "${name}" "extendedKeyUsage=clientAuth"`).join('\n') : ''}
`
}
