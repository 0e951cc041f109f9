import type { TagDefinition } from '../tags.ts'
import { tagsOf } from './define.ts'

const { reported, text, instant } = tagsOf('Lab')

/** Tags of the laboratory: results come 20 to 120 min after the sample was taken. */
export function labTags(): readonly TagDefinition[] {
	return [
		text('Sample/ID', 'sample'),
		reported('Sample/WebPosition', 'm', 2, 'mean web position of the powder in the sample'),
		instant('Sample/Time', 'when the sample was taken'),
		reported('Result/ResidualNaCl', 'wt%', 3, 'salt left in the product'),
		reported('Result/AlloyContent', 'wt%', 1, 'alloy in alloy and carbon'),
		reported('Result/ParticleSizeMean', 'nm', 1, 'number mean particle size'),
		reported('Result/ParticleSizeSd', 'nm', 1, 'standard deviation of the particle size'),
	]
}
