/** Who may be at the screen. A screen nobody has signed in at is a viewer's. */
export const ROLES = ['viewer', 'operator', 'engineer', 'approver'] as const
export type Role = (typeof ROLES)[number]

/** What a browser may ask for over its socket. */
export const EVENTS = [
	'resync',
	'active',
	'silence',
	'alarmText',
	'journal',
	'load',
	'trend',
	'acknowledge',
	'reset',
	'shelve',
	'unshelve',
	'takeOut',
	'returnToService',
	'offered',
	'select',
	'operate',
	'audit',
	'verifyAudit',
	'rollMap',
	'rollPiece',
	'rollMark',
	'lots',
	'lot',
	'traceWeb',
	'kpis',
	'releaseLot',
	'recipes',
	'draftRecipe',
	'judgeRecipe',
	'whatIfOffer',
	'whatIf',
	'cancelWhatIf',
] as const
export type EventName = (typeof EVENTS)[number]

/** What is answered over HTTP. `page`: the screen's own files. */
export const ROUTES = ['page', 'healthz', 'readyz', 'metrics', 'session', 'sign-in', 'sign-out'] as const
export type RouteName = (typeof ROUTES)[number]
