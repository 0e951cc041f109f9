import type { Problem } from './load.ts'
import type { Recipe } from './recipe.ts'

/** Mistakes of a recipe file that take more than one value to see. */
export function recipeProblems(recipe: Recipe): readonly Problem[] {
	const problems: Problem[] = []
	const say = (path: string, message: string) => problems.push({ path: path.split('.'), message })
	const { id, process, setpoints, kinetics, good, window } = recipe

	if (!id.startsWith(`${process}-`)) say('id', `found "${id}", expected it to start with its process, "${process}-"`)
	const [first, second] = [kinetics.yieldChar1.value, kinetics.yieldChar2.value]
	if (second > first)
		say('kinetics.yieldChar2', `found ${second}, expected at most yieldChar1, ${first}: the second step gives off gas`)
	for (const [set, values] of Object.entries(setpoints)) {
		const [emitters, gas] = [values.emittersK.length, values.gasK.length]
		if (emitters !== gas) say(`setpoints.${set}.gas`, `found a list of ${gas}, expected one for each of the ${emitters} emitters`)
	}
	if (process === 'tfa') {
		if (recipe.furnace === undefined) say('furnace', 'missing, expected the temperature profile of the batch furnace')
	} else {
		if (Object.keys(setpoints).length === 0) say('setpoints', 'found none, expected those of at least one size of line')
		if (window === undefined) say('window', `missing, expected the window of the profile of an ${process} recipe`)
	}
	if (window !== undefined && (window.peakK[0] < good.peakK[0] || window.peakK[1] > good.peakK[1])) {
		const [low, high] = good.peakK
		say('window.peak', `found ${window.peakK.join(' to ')} K, expected it within good.peak, ${low} to ${high} K`)
	}
	for (const [i, variant] of (recipe.furnace?.variants ?? []).entries()) {
		const falls = variant.profile.findIndex((point, k) => k > 0 && timeOf(point) <= timeOf(variant.profile[k - 1]!))
		if (falls > 0)
			say(`furnace.variants.${i}.profile.${falls}.time`, 'found a time not after the one before it, expected rising times')
	}
	return problems
}

const timeOf = (point: { readonly time: number }): number => point.time
