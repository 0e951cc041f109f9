import type { PathSample } from '@emberline/twin'

const COLUMNS = 's_m,t_s,station,zone,T_K,moisture,X1,X2,Xm,melt_fraction,size_nm,emitter_K'

/** Text of profile.csv: the web along its path from the coating nip. An unknown emitter (where there is none) is empty. */
export function profileCsv(samples: readonly PathSample[]): string {
	const rows = samples.map((sample) => {
		const { sM, tS, station, zone, temperatureK, moistureKgPerKg, x1, x2, xm, meltFraction, sizeNm, emitterK } = sample
		const numbers = [temperatureK, moistureKgPerKg, x1, x2, xm, meltFraction, sizeNm].map(digits)
		return [digits(sM), digits(tS), station, zone, ...numbers, emitterK === null ? '' : digits(emitterK)].join(',')
	})
	return `${[COLUMNS, ...rows].join('\n')}\n`
}

/** Seven digits: enough for any reader, and short. */
const digits = (x: number): string => String(Number(x.toPrecision(7)))
