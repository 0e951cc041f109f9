import { compositionOf, setpointValues, tagsOfLine } from '@emberline/line-config'
import { loadLine, loadRecipe } from '@emberline/line-config/files'

const line = loadLine() // lines/line1.yaml; throws a ConfigError that holds every mistake in the file
const recipe = loadRecipe('HTR', line) // the recipe that the tags of this line call HTR: htr-bisb

export const tags = tagsOfLine(line).length
export const furnaceM = line.stations.heating.modules.reduce((sum, module) => sum + module.lengthM, 0)
export const emitter = setpointValues(line, recipe).find(({ tag }) => tag === 'Heating/Zone1/EmitterSetpoint')
export const metalFraction = compositionOf(recipe).metalFraction // kg metal per kg dry powder
