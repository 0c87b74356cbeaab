import type { Command } from 'commander'
import { changeKeySchema } from '@/lib/contract/key'
import { keySettingsSchema } from '@/lib/contract/key-import'
import { perform } from '@/lib/control/context'
import { changeKey, findKeyId } from '@/lib/control/keys'
import { type GivenSetting, readGivenSettings } from './given-settings'
import { plainText } from './plain-text'
import { say, withControl } from './session'
import { asList, asNumber } from './setting-text'

/** How each setting is read, and what it is once cleared: what a new key has. */
const SETTINGS: ReadonlyMap<string, GivenSetting> = new Map([
  ['name', { field: 'name', read: String, cleared: '' }],
  ['priority', { field: 'priority', read: asNumber, cleared: 1 }],
  ['weight', { field: 'weight', read: asNumber, cleared: 1 }],
  ['account', { field: 'account', read: String, cleared: null }],
  ['daily-limit', { field: 'dailyLimit', read: asNumber, cleared: null }],
  ['minute-limit', { field: 'minuteLimit', read: asNumber, cleared: null }],
  ['token-minute-limit', { field: 'tokenMinuteLimit', read: asNumber, cleared: null }],
  ['concurrency-limit', { field: 'concurrencyLimit', read: asNumber, cleared: null }],
  ['models', { field: 'models', read: asList, cleared: null }],
  ['expires', { field: 'expiresAt', read: String, cleared: null }],
  ['label', { field: 'labels', read: asList, cleared: [] }],
  ['note', { field: 'note', read: String, cleared: null }],
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
      const settings = readGivenSettings(given, SETTINGS, keySettingsSchema)
      const { service, name, id } = await withControl('must exist', async ctx => {
        const keyId = await findKeyId({ ctx, input: { key, isRemoved: false } })
        return perform(changeKey, changeKeySchema, ctx, { keyId, settings })
      })
      say(plainText(`changed ${service} ${name} (${id}): ${given.join(', ')}`))
    })
}
