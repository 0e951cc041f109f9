/** Second radiation constant over the pyrometers' wavelength of 3.9 um, K. */
const C2_OVER_WAVELENGTH_K = 3689

/** Under this a pyrometer sees nothing and shows the bottom of its range, K. */
export const CARBON_GLOW_K = 290

/**
 * What a pyrometer shows [K] of a web: it divides by the emissivity it is set to what the web sends with the emissivity that
 * the instrument was calibrated on. Wien: 1/Tr = 1/T - (lambda/c2) ln(calibrated/setting).
 */
export function pyrometerK(p: {
	readonly webK: number
	readonly setting: number
	readonly calibrated: number
	readonly floorK: number
}): number {
	const inverse = 1 / Math.max(p.webK, p.floorK) - Math.log(p.calibrated / p.setting) / C2_OVER_WAVELENGTH_K
	return 1 / Math.max(1e-4, inverse)
}
