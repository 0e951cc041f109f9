import { METALS } from '@emberline/line-config'
import { loadRecipes } from '@emberline/line-config/files'
import Table from 'cli-table3'
import { Command } from 'commander'
import { printJson, say } from './say.ts'

export function recipesCommand(): Command {
	return new Command('recipes')
		.description('list the known recipes, what the papers measured, and where that stands')
		.option('--json', 'one JSON object on standard output')
		.addHelpText('after', '\nExample:\n  emberline recipes')
		.action((options: { json?: boolean }) => {
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
					measured?.sizeNm?.source ?? '-',
				])
			}
			say(table.toString())
		})
}

export function materialsCommand(): Command {
	return new Command('materials')
		.description('list the metals that a recipe may name, with the data that the model uses')
		.option('--json', 'one JSON object on standard output')
		.addHelpText('after', '\nExample:\n  emberline materials')
		.action((options: { json?: boolean }) => {
			if (options.json) return printJson({ metals: METALS })
			const table = plainTable(['metal', 'g/mol', 'kg/m3', 'melts K', 'fusion kJ/mol', 'reduction kJ/kg', 'reduces above K', 'fed as'])
			for (const [symbol, m] of Object.entries(METALS)) {
				table.push([
					symbol,
					(m.molarMassKgPerMol * 1000).toFixed(2),
					String(m.densityKgPerM3),
					String(m.meltingK),
					(m.fusionJPerMol / 1000).toFixed(2),
					(m.reductionJPerKg / 1000).toFixed(0),
					String(m.reductionK),
					m.salt.formula,
				])
			}
			say(table.toString())
			say('Sources: vapour and heat data from checked compilations and handbooks; chlorides as the fed salts are assumed. See line-config/src/materials.ts.')
		})
}

/** A table without colours, so that it can be piped and diffed. */
export function plainTable(head: string[]): Table.Table {
	return new Table({ head, style: { head: [], border: [], compact: true } })
}
