import { describe, expect, it } from 'vitest'
import { loadRecipe } from './files.ts'
import { productCapacity } from './product-capacity.ts'

describe('the capacity of a product', () => {
	it('is that of the slowest current of the rate test', () => {
		expect(productCapacity(loadRecipe('htr-bisb'))).toMatchObject({ mAhPerG: 490.9, measuredAt: '0.1 A/g' })
		expect(productCapacity(loadRecipe('nts-bisnsb'))).toMatchObject({ mAhPerG: 410.9, measuredAt: '0.1 A/g' })
	})

	it('is that of the first charge where there is no rate test', () => {
		expect(productCapacity(loadRecipe('tfa-bisb'))).toMatchObject({ mAhPerG: 327.4, measuredAt: 'first charge' })
	})

	it('is unknown where the papers give none', () => {
		expect(productCapacity(loadRecipe('htr-snsb'))).toBeNull()
		expect(productCapacity(loadRecipe('htr-sb'))).toBeNull()
	})
})
