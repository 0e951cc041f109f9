import { NO_DIAGNOSIS } from '../monitor/diagnosis.ts'
import { TwinCore } from './twin-core.ts'
import { TWIN_SNAPSHOT_VERSION, type TwinOptions, type TwinSnapshot } from './twin-snapshot.ts'

/** A snapshot that this twin cannot go on from; the message says what was found, what was expected and what to do. */
export class SnapshotError extends Error {
	readonly code = 'SNAPSHOT'
	override readonly name = 'SnapshotError'
}

/** So far down the keys of a snapshot are held against those of a twin that has just begun; below it they depend on what has happened. */
const DEPTH = 3
const REMEDY = 'start the twin without it, or with the version and the line file that wrote it'

/**
 * The snapshot in what was read from JSON. Those of older versions are brought up to date. Throws a `SnapshotError` for any other version, another
 * line, and what lacks something that this twin keeps: it never goes on from half a state.
 */
export function readTwinSnapshot(options: TwinOptions, found: unknown): TwinSnapshot {
	if (!isObject(found)) throw new SnapshotError(`snapshot: found ${kindOf(found)}, expected an object; ${REMEDY}`)
	const { version, line } = found
	if (version !== 1 && version !== 2 && version !== 3 && version !== TWIN_SNAPSHOT_VERSION)
		throw new SnapshotError(
			`snapshot: found version ${JSON.stringify(version) ?? 'none'}, expected 1 to ${TWIN_SNAPSHOT_VERSION}; ${REMEDY}`,
		)
	if (line !== options.line.name)
		throw new SnapshotError(`snapshot: found one of line ${String(line)}, expected one of ${options.line.name}; ${REMEDY}`)
	const current = version === TWIN_SNAPSHOT_VERSION ? found : fromVersion3(version === 1 ? fromVersion1(found) : found)
	const why = misfit(new TwinCore(options).snapshot(), current, [])
	if (why !== null) throw new SnapshotError(`snapshot: ${why}; it is of another version or another form of the line: ${REMEDY}`)
	return current as unknown as TwinSnapshot
}

/** Version 1 had no faults that wait for a frame, and of the interlocks the board alone. */
const fromVersion1 = (found: Record<string, unknown>): Record<string, unknown> => ({
	...found,
	interlocks: { board: found.interlocks, heard: {} },
	pending: [],
})

/** Versions 2 and 3 had no watch on faults, or one that went by other signals: it begins anew. */
const fromVersion3 = (found: Record<string, unknown>): Record<string, unknown> => ({
	...found,
	version: TWIN_SNAPSHOT_VERSION,
	diagnosis: NO_DIAGNOSIS,
})

/** What a snapshot lacks of what a twin that has just begun keeps; null where it lacks nothing. */
function misfit(fresh: unknown, found: unknown, path: readonly string[]): string | null {
	const at = path.join('.')
	if (found === undefined) return `${at}: found nothing, expected ${kindOf(fresh)}`
	// What is null in one of the two is not known yet, or not any more.
	if (fresh === null || (found === null && path.length > 1)) return null
	if (kindOf(fresh) !== kindOf(found)) return `${at}: found ${kindOf(found)}, expected ${kindOf(fresh)}`
	if (Array.isArray(fresh) && Array.isArray(found)) {
		// The estimator's lists are by parameter, module or instrument of the line; those that grow are empty at first.
		const fixed = path[0] === 'estimator' && fresh.length > 0
		return fixed && fresh.length !== found.length ? `${at}: found ${found.length} values, expected ${fresh.length}` : null
	}
	if (!isObject(fresh) || !isObject(found) || path.length >= DEPTH) return null
	for (const [key, value] of Object.entries(fresh)) {
		const why = misfit(value, found[key], [...path, key])
		if (why !== null) return why
	}
	return null
}

const isObject = (value: unknown): value is Record<string, unknown> =>
	typeof value === 'object' && value !== null && !Array.isArray(value)

function kindOf(value: unknown): string {
	if (value === null) return 'null'
	return Array.isArray(value) ? 'a list' : typeof value === 'object' ? 'an object' : `a ${typeof value}`
}
