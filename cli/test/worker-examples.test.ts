import { readFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { parse, parseAllDocuments } from 'yaml'
import { workerCommand } from '../src/worker-command.ts'

const read = (name: string) => readFileSync(new URL(`../../docs/workers/${name}`, import.meta.url), 'utf8')
const packages = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8'))

interface Container {
	readonly name: string
	readonly image: string
	readonly args: readonly string[]
}
interface Resource {
	readonly kind: string
	readonly metadata: { readonly name: string; readonly namespace?: string }
	readonly spec: {
		readonly selector: { readonly matchLabels?: Readonly<Record<string, string>> } & Readonly<Record<string, unknown>>
		readonly template: {
			readonly metadata: { readonly labels: object }
			readonly spec: { readonly containers: readonly Container[] }
		}
	}
}

/** What follows `worker` must be options that the command knows; the queue must be at the host that the file names Redis. */
function expectWorker([command, ...args]: readonly string[]): void {
	expect(command).toBe('worker')
	const parsed = workerCommand().exitOverride().parseOptions(args)
	expect(parsed).toEqual({ operands: [], unknown: [] })
	expect(args[args.indexOf('--queue') + 1]).toBe('redis://redis:6379')
}

const expectRedis = (args: readonly string[]) => expect(args.join(' ')).toContain('--maxmemory-policy noeviction')

it('the compose file starts Redis and workers with commands that there are', () => {
	const { services } = parse(read('compose.yaml'))
	expect(Object.keys(services)).toEqual(['redis', 'worker'])
	expectRedis(services.redis.command)
	expectWorker(services.worker.command)
	expect(services.worker.image).toBe(`emberline:${packages.version}`)
	expect(services.worker.build.dockerfile).toBe('docs/workers/Dockerfile')
})

it('the Kubernetes example is whole: labels that meet, a service by the name the workers look for', () => {
	const documents = parseAllDocuments(read('kubernetes.yaml'))
	expect(documents.flatMap(({ errors, warnings }) => [...errors, ...warnings])).toEqual([])
	const resources = documents.map((document): Resource => document.toJS())
	expect(resources.map(({ kind, metadata }) => `${kind} ${metadata.name}`)).toEqual([
		'Namespace emberline',
		'Deployment redis',
		'Service redis',
		'Deployment worker',
	])
	for (const { metadata } of resources.slice(1)) expect(metadata.namespace).toBe('emberline')
	for (const { spec } of resources.filter(({ kind }) => kind === 'Deployment'))
		expect(spec.template.metadata.labels).toEqual(spec.selector.matchLabels)
	expect(resources[2]?.spec.selector).toEqual({ app: 'redis' })
	const container = (n: number) => resources[n]!.spec.template.spec.containers[0]!
	expectRedis(container(1).args)
	expectWorker(container(3).args)
	expect(container(3).image).toBe(`emberline:${packages.version}`)
})

it('the image knows every workspace and runs a Node that the package allows', () => {
	const text = read('Dockerfile')
	for (const workspace of packages.workspaces) expect(text).toContain(`COPY ${workspace}/package.json ${workspace}/`)
	expect(text).toMatch(/^FROM node:20\.\d+\.\d+-/m)
	expect(text).toContain('ENTRYPOINT ["node", "cli/bin/emberline.js"]')
})
