/** Of this release, as the packages have it. */
export const VERSION = '0.1.0'
