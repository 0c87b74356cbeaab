import type { Command } from 'commander'
import { changeKeySchema } from '@/lib/contract/key'
import { keySettingsSchema } from '@/lib/contract/key-import'
import { describeIssues } from '@/lib/contract/sentence'
import { perform } from '@/lib/control/context'
import { changeKey, findKeyId } from '@/lib/control/keys'
import { plainText } from './plain-text'
import { say, withControl } from './session'
import { asList, asNumber } from './setting-text'
import { BadInput } from './trouble'

type Setting = { field: string; read(text: string): unknown; cleared: unknown }

const asText = (text: string) => text
/** How each setting is read, and what it is once cleared: what a new key has. */
const SETTINGS: ReadonlyMap<string, Setting> = new Map([
  ['name', { field: 'name', read: asText, cleared: '' }],
  ['priority', { field: 'priority', read: asNumber, cleared: 1 }],
  ['weight', { field: 'weight', read: asNumber, cleared: 1 }],
  ['account', { field: 'account', read: asText, cleared: null }],
  ['daily-limit', { field: 'dailyLimit', read: asNumber, cleared: null }],
  ['minute-limit', { field: 'minuteLimit', read: asNumber, cleared: null }],
  ['token-minute-limit', { field: 'tokenMinuteLimit', read: asNumber, cleared: null }],
  ['concurrency-limit', { field: 'concurrencyLimit', read: asNumber, cleared: null }],
  ['models', { field: 'models', read: asList, cleared: null }],
  ['expires', { field: 'expiresAt', read: asText, cleared: null }],
  ['label', { field: 'labels', read: asList, cleared: [] }],
  ['note', { field: 'note', read: asText, cleared: null }],
])

/** `keys set <key> <setting...>`. All of the settings are changed, or, when one is wrong, none. */
export function addSetCommand(keys: Command): void {
  keys
    .command('set')
    .description('change what is known of a key; a running server follows at once')
    .argument('<key>', 'its id, or its name where only one key has it')
    .argument('<setting...>', 'name=value; an empty value or none clears it')
    .addHelpText(
      'after',
      `
Settings: ${[...SETTINGS.keys()].join(', ')}.

Examples:
  keywheel keys set one priority=2 daily-limit=1000
  keywheel keys set one models=llama-3.3-70b,llama-3.1-8b account=team-a
  keywheel keys set one daily-limit=none models=`,
    )
    .action(async (key: string, given: string[]) => {
      const settings = readSettings(given)
      const { service, name, id } = await withControl('must exist', async ctx => {
        const keyId = await findKeyId({ ctx, input: { key, isRemoved: false } })
        return perform(changeKey, changeKeySchema, ctx, { keyId, settings })
      })
      say(plainText(`changed ${service} ${name} (${id}): ${given.join(', ')}`))
    })
}

/** `daily-limit=5` → `{ dailyLimit: 5 }`, each checked under the name that was typed. */
function readSettings(given: readonly string[]): Record<string, unknown> {
  const read = new Map<string, unknown>()
  for (const each of given) {
    const [, name = '', value = ''] = /^([A-Za-z-]+)=(.*)$/s.exec(each) ?? []
    if (name === '') throw new BadInput([`"${each}": wanted name=value, such as priority=2`])
    const setting = SETTINGS.get(name)
    if (!setting) throw new BadInput([`"${name}" is not a setting (known: ${[...SETTINGS.keys()].join(', ')})`])
    if (read.has(setting.field)) throw new BadInput([`${name}: was given twice`])
    read.set(setting.field, readSetting(name, setting, value.trim()))
  }
  return Object.fromEntries(read)
}

function readSetting(name: string, { field, read, cleared }: Setting, text: string): unknown {
  const value = text === '' || text === 'none' ? cleared : read(text)
  const checked = keySettingsSchema.safeParse({ [field]: value })
  if (checked.success) return value
  throw new BadInput([describeIssues(checked.error).replace(field, name)])
}
