/** Who may do what at the broker. One user for each client, named so that the rights can be read off. */
export interface BrokerUser {
	readonly name: string
	readonly rules: readonly AccessRule[]
}

export interface AccessRule {
	readonly kind: 'read' | 'write' | 'readwrite'
	readonly topic: string
}

export interface AccessOptions {
	readonly hostId: string
	readonly group: string
	/** The line's edge nodes; the twin's own node is the host's. */
	readonly nodes: readonly string[]
	readonly twinNode: string
	/** Topics of plain PLCs: what one user says, and what is written to it. */
	readonly plain?:
		| readonly { readonly user: string; readonly says: readonly string[]; readonly takes: readonly string[] }[]
		| undefined
	/** Users who may read everything and write nothing, such as another SCADA. */
	readonly readers?: readonly string[] | undefined
}

/**
 * The rights of each client of a line: a node writes its own births, data and deaths and hears its own commands; only the host
 * writes commands and STATE; a reader reads. Who is not named has no rights at all.
 */
export function brokerUsers(options: AccessOptions): readonly BrokerUser[] {
	const { hostId, group, nodes, twinNode, plain = [], readers = [] } = options
	const read = (topic: string): AccessRule => ({ kind: 'read', topic })
	const write = (topic: string): AccessRule => ({ kind: 'write', topic })
	const node = (name: string): AccessRule[] => [
		...['NBIRTH', 'NDATA', 'NDEATH'].map((type) => write(`spBv1.0/${group}/${type}/${name}`)),
		...['DBIRTH', 'DDATA', 'DDEATH'].map((type) => write(`spBv1.0/${group}/${type}/${name}/+`)),
		write(`${group}/${name}/Schedule`),
		read(`spBv1.0/${group}/NCMD/${name}`),
		read(`spBv1.0/${group}/DCMD/${name}/+`),
		read(`spBv1.0/STATE/${hostId}`),
	]
	const host: BrokerUser = {
		name: hostId,
		rules: [
			read(`spBv1.0/${group}/#`),
			read(`${group}/+/Schedule`),
			{ kind: 'readwrite', topic: `spBv1.0/STATE/${hostId}` },
			write(`spBv1.0/${group}/NCMD/+`),
			write(`spBv1.0/${group}/DCMD/+/+`),
			...node(twinNode).filter(({ kind }) => kind === 'write'),
			...plain.flatMap(({ says, takes }) => [...says.map(read), ...takes.map(write)]),
		],
	}
	return [
		host,
		...nodes.map((name) => ({ name, rules: node(name) })),
		...plain.map(({ user, says, takes }) => ({ name: user, rules: [...says.map(write), ...takes.map(read)] })),
		...readers.map((name) => ({
			name,
			rules: [read(`spBv1.0/${group}/#`), read(`spBv1.0/STATE/${hostId}`), read(`${group}/+/Schedule`)],
		})),
	]
}

/** The text of mosquitto's acl_file. */
export function aclText(users: readonly BrokerUser[]): string {
	const blocks = users.map(({ name, rules }) =>
		[`user ${name}`, ...rules.map(({ kind, topic }) => `topic ${kind} ${topic}`)].join('\n'),
	)
	return `# Who is not named here may neither read nor write.\n\n${blocks.join('\n\n')}\n`
}
