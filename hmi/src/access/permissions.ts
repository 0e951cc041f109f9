import { type EventName, ROLES, type Role, type RouteName } from './roles.ts'

const EVERYBODY = ROLES
const SIGNED_IN: readonly Role[] = ['operator', 'engineer', 'approver']
const ON_THE_LINE: readonly Role[] = ['operator', 'engineer']
const ENGINEER: readonly Role[] = ['engineer']
const APPROVER: readonly Role[] = ['approver']

/** Who may do what. What does not stand here is denied; hiding a button is not a check. */
export const EVENT_ROLES: Readonly<Record<EventName, readonly Role[]>> = {
	resync: EVERYBODY,
	active: EVERYBODY,
	// On the spot somebody has to be able to hear himself speak; it acknowledges nothing.
	silence: EVERYBODY,
	alarmText: EVERYBODY,
	journal: EVERYBODY,
	load: EVERYBODY,
	trend: EVERYBODY,
	acknowledge: ON_THE_LINE,
	reset: ON_THE_LINE,
	shelve: ON_THE_LINE,
	unshelve: ON_THE_LINE,
	takeOut: ENGINEER,
	returnToService: ENGINEER,
	offered: ON_THE_LINE,
	select: ON_THE_LINE,
	operate: ON_THE_LINE,
	audit: SIGNED_IN,
	verifyAudit: SIGNED_IN,
	// It looks and writes nothing; the queue is bounded, and so is what one page may ask.
	rollMap: EVERYBODY,
	rollPiece: EVERYBODY,
	rollMark: ON_THE_LINE,
	lots: EVERYBODY,
	lot: EVERYBODY,
	traceWeb: EVERYBODY,
	kpis: EVERYBODY,
	releaseLot: APPROVER,
	recipes: EVERYBODY,
	draftRecipe: ENGINEER,
	judgeRecipe: APPROVER,
	whatIfOffer: EVERYBODY,
	whatIf: EVERYBODY,
	cancelWhatIf: EVERYBODY,
}

export const ROUTE_ROLES: Readonly<Record<RouteName, readonly Role[]>> = {
	page: EVERYBODY,
	healthz: EVERYBODY,
	readyz: EVERYBODY,
	metrics: EVERYBODY,
	session: EVERYBODY,
	'sign-in': EVERYBODY,
	'sign-out': EVERYBODY,
}

/** Shelving the highest priority hides what can harm somebody: not for everybody who may shelve. */
export const SHELVE_P1_ROLES: readonly Role[] = ENGINEER

export function mayAsk(role: Role, event: string): boolean {
	return Object.hasOwn(EVENT_ROLES, event) && EVENT_ROLES[event as EventName].includes(role)
}

export function mayVisit(role: Role, route: string): boolean {
	return Object.hasOwn(ROUTE_ROLES, route) && ROUTE_ROLES[route as RouteName].includes(role)
}
