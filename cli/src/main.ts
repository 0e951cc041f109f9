import { HistorianError } from '@emberline/historian'
import { ConfigError } from '@emberline/line-config'
import { Command, CommanderError } from 'commander'
import { checkCommand } from './check.ts'
import { InputError } from './errors.ts'
import { materialsCommand, recipesCommand } from './lists.ts'
import { runCommand } from './run-command.ts'
import { simulateCommand } from './simulate.ts'

/** Exit status: 0 done, 1 it failed while running, 2 the input is wrong. */
export async function main(args: readonly string[]): Promise<number> {
	const program = new Command('emberline')
		.description('The live digital twin of a roll-to-roll line that makes alloy-nanoparticle anode powder.')
		.version('0.1.0')
		.showHelpAfterError('(see --help)')
		.exitOverride()
		.addCommand(runCommand())
		.addCommand(checkCommand())
		.addCommand(simulateCommand())
		.addCommand(recipesCommand())
		.addCommand(materialsCommand())
		.addHelpText(
			'after',
			`
Examples:
  emberline run                                     the live line on embedded defaults, screen on http://localhost:8080
  emberline run --broker mqtt://plant:1883 --plc external
  emberline check line-config/lines/line1.yaml
  emberline simulate simulations/scenarios/htr-bisb.yaml --out out/htr`,
		)
	for (const command of program.commands) command.exitOverride().showHelpAfterError('(see --help)')
	try {
		await program.parseAsync(args, { from: 'user' })
		return process.exitCode === undefined ? 0 : Number(process.exitCode)
	} catch (error) {
		return exitStatus(error)
	}
}

function exitStatus(error: unknown): number {
	if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2
	const input =
		error instanceof ConfigError || error instanceof InputError || (error instanceof HistorianError && error.code === 'BAD_URL')
	if (input) {
		process.stderr.write(`${error.message}\n`)
		return 2
	}
	// The parts' own errors say what to do; a stack trace is for mistakes of ours only.
	if (error instanceof Error && 'code' in error && typeof error.code === 'string') process.stderr.write(`${error.message}\n`)
	else process.stderr.write(`${error instanceof Error ? error.stack : String(error)}\n`)
	return 1
}
