import { basename } from 'node:path'
import { buffer } from 'node:stream/consumers'
import type { Command } from 'commander'
import { importSchema } from '@/lib/contract/key'
import { KEY_FILE_FORMATS, type KeyFileFormat } from '@/lib/contract/key-import'
import { perform } from '@/lib/control/context'
import { type ImportAnswer, importKeys, knownServices } from '@/lib/control/import-keys'
import { type KeyFile, readKeyFile } from '@/lib/control/key-file'
import { wordsTable } from './plain-table'
import { decodeText, readTextFile } from './secret-input'
import { isColored, note, say, sayJson, withControl } from './session'
import { BadInput } from './trouble'

type Options = { dryRun?: boolean; service?: string; format?: string; json?: boolean }

/** `keys import FILE`. All keys of the file are added, or, when something in it is wrong, none. */
export function addImportCommand(keys: Command): void {
  keys
    .command('import')
    .description('add the keys of a file: a JSON list, .env, CSV, or one key per line')
    .argument('<file>', 'the file (- is standard input)')
    .option('--dry-run', 'only show what would be added')
    .option('--service <service>', 'for keys whose service the file does not say')
    .option('--format <format>', KEY_FILE_FORMATS.join(', '))
    .option('--json', 'as JSON')
    .addHelpText(
      'after',
      `
Fields: name, apiKey, service, priority, dailyLimit, minuteLimit, tokenMinuteLimit, concurrencyLimit, weight,
account, models, expiresAt, labels, note. Only apiKey is needed where the service can be told from the key.

Examples:
  keywheel keys import keys.json --dry-run
  keywheel keys import .env
  keywheel keys import keys.csv --service groq`,
    )
    .action(importFile)
}

async function importFile(path: string, options: Options): Promise<void> {
  const format = formatOf(path, options.format)
  const content = path === '-' ? decodeText(await buffer(process.stdin)) : readTextFile(path)
  const name = path === '-' ? 'standard input' : path
  await withControl('may be made', async ctx => {
    const service = options.service?.toLowerCase()
    if (service !== undefined && !knownServices(ctx).some(({ id }) => id === service)) {
      const known = knownServices(ctx).map(({ id }) => id)
      throw new BadInput([`--service: "${service}" is not known (known: ${known.join(', ')})`])
    }
    const file = readKeyFile(content, { services: knownServices(ctx), service, format })
    if (file.problems.length > 0) throw new BadInput(file.problems.map(({ line, text }) => `${name}:${line}: ${text}`))
    const isDryRun = options.dryRun ?? false
    const answer = await perform(importKeys, importSchema, ctx, { rows: file.rows.map(({ key }) => key), isDryRun })
    report(name, file, answer, options)
  })
}

function report(name: string, file: KeyFile, answer: ImportAnswer, { dryRun, json }: Options): void {
  for (const { line, text } of [...file.skipped, ...file.warnings]) note(`${name}:${line}: ${text}`)
  for (const { name: keyName, service, reason } of answer.skipped)
    note(`${keyName} of ${service} was skipped: ${reason}`)
  if (json) {
    sayJson(answer)
    return
  }
  const count = `${answer.added.length} ${answer.added.length === 1 ? 'key' : 'keys'}`
  if (answer.added.length > 0) say(addedText(answer))
  say(dryRun ? `${count} would be added; nothing was changed.` : `${count} added.`)
}

function addedText({ added }: ImportAnswer): string {
  const rows = added.map(key => [
    key.service,
    key.name,
    key.masked,
    String(key.priority),
    key.dailyLimit === null ? '–' : String(key.dailyLimit),
  ])
  return wordsTable(['Service', 'Name', 'Masked', 'Prio', 'Daily limit'], rows, isColored)
}

/** As asked for, else by the file's ending, else (undefined) by its content. */
function formatOf(path: string, asked: string | undefined): KeyFileFormat | undefined {
  const known = KEY_FILE_FORMATS.find(format => format === asked)
  if (asked !== undefined && !known) throw new BadInput([`--format: wanted one of ${KEY_FILE_FORMATS.join(', ')}`])
  if (known) return known
  if (/^\.env(\.|$)/.test(basename(path))) return 'env'
  return KEY_FILE_FORMATS.find(format => path.toLowerCase().endsWith(`.${format}`))
}
