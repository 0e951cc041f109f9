import type { CommandDoor, CommandOutcome, CommandRequest, OfferedCommand } from '../src/commands/command-door.ts'

/** A way to the plant that a test answers for. Selects give a token, operates what `answers` says. */
export class FakeDoor implements CommandDoor {
	enabled = true
	readonly requests: CommandRequest[] = []
	answers: (request: CommandRequest) => Promise<CommandOutcome> = async () => ({ kind: 'confirmed' })
	readonly offered: readonly OfferedCommand[] = [
		{
			act: { kind: 'set', tag: 'Quench/Gas/FlowSetpoint' },
			roles: ['operator', 'engineer'],
			twoSteps: 'same person',
			range: [0, 400],
			step: 100,
		},
		{
			act: { kind: 'set', tag: 'Wash/FreshWater/FlowSetpoint' },
			roles: ['engineer'],
			twoSteps: 'second person',
			range: [0.1, 6],
			step: 1,
		},
		{ act: { kind: 'packml', command: 'HOLD' }, roles: ['operator', 'engineer'], twoSteps: null },
	]

	async request(request: CommandRequest): Promise<CommandOutcome> {
		this.requests.push(request)
		if (request.step === 'select') return { kind: 'accepted', token: 'a-token-of-a-test', expiresMs: Date.now() + 10_000 }
		return this.answers(request)
	}
}
