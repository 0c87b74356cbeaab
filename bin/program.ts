import { Command } from 'commander'
import project from '@/package.json'
import { addBackupCommands } from './backup-commands'
import { addGatewayCommand } from './gateway-command'
import { addKeysCommands } from './keys-commands'
import { addOperatorsCommands } from './operators-commands'
import { addPricesCommands } from './prices-commands'
import { addRekeyCommand } from './rekey-command'
import { addServicesCommands } from './services-commands'
import { note } from './session'
import { addSimulateCommand } from './simulate-command'
import { addStatusCommands } from './status-commands'
import { addTokensCommands } from './tokens-commands'

const EXAMPLES = `
Examples:
  keywheel keys import keys.json --dry-run   look at what an import would do
  keywheel keys import keys.json             add the keys of a list
  keywheel keys add groq --name primary      add one key; it is asked for, not shown
  keywheel tokens create my-app              a token for a program that calls the gateway
  keywheel services set groq strategy=priority   how the keys of a service take turns
  keywheel prices set groq llama-4 --input 0.2 --output 0.6   what a model costs you
  keywheel operators add ada@example.com     a person who may sign in to the dashboard
  keywheel status                            which keys work, which rest and until when
  keywheel reset groq                        bring the keys of a service back
  keywheel backup keywheel-backup.db         copy the database while the server runs
  keywheel simulate groq --mix storm         what callers would see if much went wrong

Settings come from the environment and from the project's .env (see .env.example). Commands work while the server runs,
which picks up what they change, and without it. Exit codes: 0 done, 1 failed, 2 wrong input (nothing was done).`

/** The command line, whole. Parsing throws a CommanderError in place of ending the process. */
export function makeProgram(): Command {
  const program = new Command('keywheel')
    .description('Pools API keys per service, picks the best one for each request, and fails over at once.')
    .version(project.version, '-V, --version')
    .addHelpText('after', EXAMPLES)
    .option('--no-color', 'print without colours (as NO_COLOR does)')
  addKeysCommands(program)
  addTokensCommands(program)
  addServicesCommands(program)
  addPricesCommands(program)
  addOperatorsCommands(program)
  addStatusCommands(program)
  addBackupCommands(program)
  addRekeyCommand(program)
  addGatewayCommand(program)
  addSimulateCommand(program)
  everyCommand(program, command => {
    command.exitOverride().showHelpAfterError(false)
    command.configureOutput({ outputError: text => note(oneLine(text)) })
  })
  return program
}

function everyCommand(command: Command, change: (command: Command) => void): void {
  change(command)
  for (const child of command.commands) everyCommand(child, change)
}

/** `error: unknown option '--x'` and its suggestion, as one line. */
function oneLine(text: string): string {
  return text
    .replace(/^error: /, '')
    .trim()
    .replace(/\s*\n\s*/g, ' ')
}
