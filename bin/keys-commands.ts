import type { Command } from 'commander'
import { addKeySchema, keySelectionSchema, keyToAddSchema, listKeysSchema } from '@/lib/contract/key'
import { describeIssues } from '@/lib/contract/sentence'
import { perform, type Verb } from '@/lib/control/context'
import type { KeyName } from '@/lib/control/key-name'
import { disableKey, enableKey, removeKey, restoreKey } from '@/lib/control/key-switches'
import { addKey, findKeyId, listKeys } from '@/lib/control/keys'
import { requireService } from '@/lib/control/require-service'
import { addCheckCommand } from './check-command'
import { addImportCommand } from './import-command'
import { addSetCommand } from './key-set-command'
import { wordsTable } from './plain-table'
import { plainText } from './plain-text'
import { readSecret } from './secret-input'
import { ask, isColored, note, say, sayJson, withControl } from './session'
import { asList, asNumber } from './setting-text'
import { BadInput } from './trouble'

/** `keys add|set|check|list|import|disable|enable|remove|restore`. */
export function addKeysCommands(program: Command): void {
  const keys = program.command('keys').description('the API keys of the upstream services')
  addImportCommand(keys)
  addAddCommand(keys)
  addSetCommand(keys)
  addCheckCommand(keys)
  keys
    .command('list')
    .description('show the keys')
    .argument('[service]', 'only of this service')
    .option('--removed', 'the removed ones that can be restored')
    .option('--json', 'as JSON')
    .action(async (service: string | undefined, options: { removed?: boolean; json?: boolean }) => {
      const answer = await ask(listKeys, listKeysSchema, { service, isRemoved: options.removed })
      if (options.json) sayJson(answer)
      else say(answer.length === 0 ? 'No keys.' : keysText(answer))
    })
  addKeyCommand(keys, 'disable', 'take a key out of rotation; what it is doing now is finished', disableKey)
  addKeyCommand(keys, 'enable', 'put a disabled key back', enableKey)
  addKeyCommand(keys, 'remove', 'remove a key; it can be restored for 30 days', removeKey)
  addKeyCommand(keys, 'restore', 'bring a removed key back', restoreKey)
}

type AddOptions = {
  name?: string
  keyFile?: string
  priority?: number
  weight?: number
  account?: string
  dailyLimit?: number
  minuteLimit?: number
  tokenMinuteLimit?: number
  concurrencyLimit?: number
  models?: string[]
  expires?: string
  label?: string[]
  note?: string
}

function addAddCommand(keys: Command): void {
  keys
    .command('add')
    .description('add one key; it is asked for without showing it, or read from standard input')
    .argument('<service>', 'such as groq or gemini')
    .argument('[key]', 'unsafe: the key itself, which then stays in the history of your shell')
    .option('--name <name>', 'what to call it; else such as groq-1')
    .option('--key-file <file>', 'read the key from a file (- is standard input)')
    .option('--priority <number>', '1 is first, 998 last', asNumber)
    .option('--weight <number>', 'its share where the strategy is weighted', asNumber)
    .option('--account <name>', 'keys of one account share its quota')
    .option('--daily-limit <number>', 'per quota day, in the unit of the service', asNumber)
    .option('--minute-limit <number>', 'requests per minute', asNumber)
    .option('--token-minute-limit <number>', 'tokens per minute', asNumber)
    .option('--concurrency-limit <number>', 'requests at once', asNumber)
    .option('--models <list>', 'only these models, separated by commas', asList)
    .option('--expires <date>', 'the day it ends, such as 2027-01-31')
    .option('--label <list>', 'words to find it by, separated by commas', asList)
    .option('--note <text>', 'anything worth knowing')
    .addHelpText(
      'after',
      '\nExamples:\n  keywheel keys add groq --name primary --daily-limit 1000\n  pass show groq | keywheel keys add groq\n  keywheel keys add gemini --key-file ./gemini.key --account project-1',
    )
    .action(addOne)
}

/** All but the secret is checked before the secret is asked for: a typing error must not cost a second paste. */
async function addOne(service: string, key: string | undefined, options: AddOptions): Promise<void> {
  const { keyFile, expires, label, ...rest } = options
  const given = withoutAbsent({ ...rest, service: service.toLowerCase(), expiresAt: expires, labels: label })
  const checked = keyToAddSchema.safeParse(given)
  if (!checked.success) throw new BadInput([describeIssues(checked.error)])
  const added = await withControl('may be made', async ctx => {
    requireService(ctx, checked.data.service)
    const apiKey = await readSecret({ argument: key, file: keyFile, warn: note })
    return perform(addKey, addKeySchema, ctx, { ...given, apiKey })
  })
  say(`added ${nameOf(added)}`)
  for (const warning of added.warnings) note(warning)
}

function addKeyCommand(keys: Command, name: string, description: string, verb: Verb<{ keyId: string }, KeyName>): void {
  keys
    .command(name)
    .description(description)
    .argument('<key>', 'its id, or its name where only one key has it')
    .action(async (key: string) => {
      const done = await withControl('must exist', async ctx => {
        const keyId = await findKeyId({ ctx, input: { key, isRemoved: name === 'restore' } })
        return perform(verb, keySelectionSchema, ctx, { keyId })
      })
      say(`${name}d ${nameOf(done)}`)
    })
}

function keysText(keys: Awaited<ReturnType<typeof listKeys>>): string {
  const rows = keys.map(key => [
    key.service,
    key.name,
    key.masked,
    key.source,
    key.status,
    String(key.priority),
    key.dailyLimit === null ? '–' : String(key.dailyLimit),
    key.id,
  ])
  return wordsTable(['Service', 'Name', 'Masked', 'Source', 'Status', 'Prio', 'Daily limit', 'Id'], rows, isColored)
}

function nameOf(key: KeyName): string {
  return plainText(`${key.service} ${key.name} ${key.masked} (${key.id})`)
}

function withoutAbsent(fields: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined))
}
