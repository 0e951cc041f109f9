/**
 * Share of defects that the cooling freezes in, no unit: beta/(beta + 2.2).
 *
 * beta: mean rate from 700 to 500 K on the last cooling. 2.2 K/s is the geometric middle of the only bracket known,
 * 0.083 (defects gone) to 59 K/s (defect rich).
 */
export function defectRetention(coolingRateKPerS: number): number {
	return coolingRateKPerS / (coolingRateKPerS + 2.2)
}
