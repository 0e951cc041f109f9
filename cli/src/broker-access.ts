import { readFileSync } from 'node:fs'
import type { TlsFiles } from '@emberline/plc-gateway'
import { InvalidArgumentError } from 'commander'
import { InputError } from './errors.ts'

export interface BrokerAccessGiven {
	readonly brokerUser?: string | undefined
	readonly brokerPasswordFile?: string | undefined
	readonly brokerCa?: string | undefined
	readonly brokerCert?: string | undefined
	readonly brokerKey?: string | undefined
	readonly mqtt?: '3.1.1' | '5' | undefined
}

export interface BrokerAccess {
	readonly username?: string | undefined
	readonly password?: string | undefined
	readonly mqttVersion?: '3.1.1' | '5' | undefined
	readonly tls?: TlsFiles | undefined
}

/** Parser of an option: the URL of a broker. */
export function brokerUrl(text: string): string {
	const url = URL.canParse(text) ? new URL(text) : null
	if (url !== null && /^mqtts?:$/.test(url.protocol) && url.hostname !== '') return text
	throw new InvalidArgumentError('Expected mqtt://host:1883 or mqtts://host:8883.')
}

/** No password on the screen: what stands before an @ is left out of an address. */
export function withoutUser(url: string): string {
	return url.replace(/\/\/.*@/, '//')
}

/** Throws for a URL with a user or password in it. Not where the option is read: what is refused there is printed. */
export function refusePassword(url: string): void {
	const { username, password } = new URL(url)
	if (username !== '' || password !== '')
		throw new InputError(
			'--broker: found a user or password in the URL, expected --broker-user and --broker-password-file FILE or EMBERLINE_BROKER_PASSWORD',
		)
}

/** How to be let in at the broker. The password comes from a file or from EMBERLINE_BROKER_PASSWORD, never from the command line. */
export function brokerAccess(given: BrokerAccessGiven, env: NodeJS.ProcessEnv = process.env): BrokerAccess {
	const { brokerUser, brokerPasswordFile, brokerCa, brokerCert, brokerKey, mqtt } = given
	if ((brokerCert === undefined) !== (brokerKey === undefined))
		throw new InputError('--broker-cert and --broker-key: found one without the other, expected both or none')
	for (const [option, file] of Object.entries({
		'--broker-ca': brokerCa,
		'--broker-cert': brokerCert,
		'--broker-key': brokerKey,
	}))
		if (file !== undefined) textOf(option, file)
	const password =
		brokerPasswordFile === undefined ? env.EMBERLINE_BROKER_PASSWORD : textOf('--broker-password-file', brokerPasswordFile).trim()
	const tls = { caFile: brokerCa, certFile: brokerCert, keyFile: brokerKey }
	return {
		username: brokerUser,
		password,
		mqttVersion: mqtt,
		...(Object.values(tls).some((file) => file !== undefined) && { tls }),
	}
}

function textOf(option: string, file: string): string {
	try {
		return readFileSync(file, 'utf8')
	} catch (cause) {
		throw new InputError(`${option}: ${file} cannot be read: ${cause instanceof Error ? cause.message : String(cause)}`, {
			cause,
		})
	}
}
