import { expect, it } from 'vitest'
import { withoutUser } from './broker-access.ts'

it.each([
	['mqtt://plant:1883', 'mqtt://plant:1883'],
	['mqtts://anna:secret@plant:8883', 'mqtts://plant:8883'],
	['influx://anna:se@cr/et@store:8086/emberline', 'influx://store:8086/emberline'],
	['embedded:data', 'embedded:data'],
])('shows %s without user and password', (url, shown) => {
	expect(withoutUser(url)).toBe(shown)
})
