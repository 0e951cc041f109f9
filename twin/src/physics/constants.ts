/** Molar gas constant [J/mol K], CODATA 2018. */
export const GAS_CONSTANT = 8.314462618
/** Stefan-Boltzmann constant [W/m2 K4], CODATA 2018. */
export const STEFAN_BOLTZMANN = 5.670374419e-8
/** "Room temperature" in every mean rate [K]. */
export const ROOM_K = 298.15
/** One atmosphere [Pa]. */
export const ATMOSPHERE_PA = 101325
/** Gravity [m/s2]. */
export const GRAVITY_M_PER_S2 = 9.80665
