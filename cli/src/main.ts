import { Command, CommanderError } from 'commander'
import { analyseCommand } from './analyse-command.ts'
import { auditCommand } from './audit-command.ts'
import { brokerConfigCommand } from './broker-config-command.ts'
import { calibrateCommand } from './calibrate-command.ts'
import { checkCommand } from './check.ts'
import { CommandEnded } from './errors.ts'
import { exportCommand } from './export-command.ts'
import { faultCommand } from './fault-command.ts'
import { materialsCommand, recipesCommand } from './lists.ts'
import { recordCommand } from './record-command.ts'
import { replayCommand } from './replay-command.ts'
import { runCommand } from './run-command.ts'
import { scoreCommand } from './score-command.ts'
import { simulateCommand } from './simulate.ts'
import { studyCommand } from './study-command.ts'
import { traceCommand } from './trace-command.ts'
import { userCommand } from './user-command.ts'
import { verifyCommand } from './verify.ts'
import { VERSION } from './version.ts'
import { workerCommand } from './worker-command.ts'

/**
 * Exit status: 0 done, 1 it failed while running, 2 the input is wrong. A command's module names its options only; what it works with is
 * loaded when it runs, so that help and mistakes answer at once.
 */
export async function main(args: readonly string[]): Promise<number> {
	const program = new Command('emberline')
		.description('The live digital twin of a roll-to-roll line that makes alloy-nanoparticle anode powder.')
		.version(VERSION)
		.showHelpAfterError('(see --help)')
		.exitOverride()
		.addCommand(runCommand())
		.addCommand(faultCommand())
		.addCommand(checkCommand())
		.addCommand(simulateCommand())
		.addCommand(studyCommand())
		.addCommand(workerCommand())
		.addCommand(recordCommand())
		.addCommand(replayCommand())
		.addCommand(calibrateCommand())
		.addCommand(analyseCommand())
		.addCommand(scoreCommand())
		.addCommand(traceCommand())
		.addCommand(exportCommand())
		.addCommand(verifyCommand())
		.addCommand(brokerConfigCommand())
		.addCommand(auditCommand())
		.addCommand(userCommand())
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
		return 0
	} catch (error) {
		return exitStatus(error)
	}
}

/** Codes of errors by which the parts say that what they were given is wrong. */
const INPUT_CODES: readonly unknown[] = ['CONFIG', 'INPUT', 'BAD_URL', 'BAD_QUERY']

function exitStatus(error: unknown): number {
	if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2
	if (error instanceof CommandEnded) return error.status
	const code = error instanceof Error && 'code' in error ? error.code : undefined
	// The parts' own errors say what to do; a stack trace is for mistakes of ours only.
	if (error instanceof Error && typeof code === 'string') process.stderr.write(`${error.message}\n`)
	else process.stderr.write(`${error instanceof Error ? error.stack : String(error)}\n`)
	return INPUT_CODES.includes(code) ? 2 : 1
}
