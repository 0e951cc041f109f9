import { readdirSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { checkFile } from '@emberline/line-config/files'
import { describe, expect, it } from 'vitest'
import { SCENARIO_FILE, STUDY_FILE } from '../src/index.ts'

const filesIn = (folder: string) => {
	const path = fileURLToPath(new URL(`../${folder}/`, import.meta.url))
	return readdirSync(path).map((name) => [name, `${path}${name}`] as const)
}

describe.each(['scenarios', 'studies'])('%s', (folder) => {
	it.each(filesIn(folder))('%s has no mistakes and the name of its file', (name, path) => {
		const checked = checkFile(path, [SCENARIO_FILE, STUDY_FILE])
		if (!checked.ok) throw new Error(JSON.stringify(checked.issues))
		expect(checked.value).toMatchObject({ name: name.replace('.yaml', '') })
	})
})
