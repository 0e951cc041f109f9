import Table from 'cli-table3'
import { Command } from 'commander'
import { InputError } from './errors.ts'
import { printJson, say } from './say.ts'

export function recipesCommand(): Command {
	return new Command('recipes')
		.description('list the known recipes, what the papers measured, and where that stands')
		.option('--json', 'one JSON object on standard output')
		.addHelpText('after', '\nExample:\n  emberline recipes')
		.action(async (options: { json?: boolean }) => {
			const { loadRecipes } = await import('@emberline/line-config/files')
			const recipes = loadRecipes()
			if (options.json) return printJson({ recipes })
			const table = plainTable(['recipe', 'metals', 'peak K', 'size nm', 'alloy wt%', 'runs on', 'source'])
			for (const r of recipes) {
				const metals = Object.entries(r.precursor.metals).map(([symbol, mol]) => (mol === 1 ? symbol : `${symbol}${mol}`))
				const { measured } = r
				table.push([
					r.id,
					metals.join(' '),
					String(r.dose.referenceK),
					measured?.sizeNm === undefined ? 'not given' : String(measured.sizeNm.value),
					measured?.alloyWtpct === undefined ? 'not given' : String(measured.alloyWtpct.value),
					Object.keys(r.setpoints).join(' ') || 'furnace',
					measured?.source ?? '-',
				])
			}
			say(table.toString())
		})
}

export function materialsCommand(): Command {
	return new Command('materials')
		.description('list the material data that the model uses, each number with unit, evidence and source')
		.argument('[name]', 'only this material')
		.option('--json', 'one JSON object on standard output')
		.addHelpText(
			'after',
			`
Examples:
  emberline materials Sb
  emberline materials --json`,
		)
		.action(async (name: string | undefined, options: { json?: boolean }) => {
			const { materialFacts } = await import('@emberline/line-config')
			const all = materialFacts()
			const facts = name === undefined ? all : all.filter((fact) => fact.material.toLowerCase() === name.toLowerCase())
			if (facts.length === 0) {
				const known = [...new Set(all.map((fact) => fact.material))].join(', ')
				throw new InputError(`materials: found "${name}", expected one of ${known}`)
			}
			if (options.json) return printJson({ facts })
			const table = plainTable(['material', 'quantity', 'value', 'unit', 'evidence', 'source'])
			for (const fact of facts)
				table.push([fact.material, fact.quantity, String(fact.value), fact.unit, fact.evidence, fact.source])
			say(table.toString())
		})
}

/** A table without colours, so that it can be piped and diffed. */
export function plainTable(head: string[]): Table.Table {
	return new Table({ head, style: { head: [], border: [], compact: true } })
}
