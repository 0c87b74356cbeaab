import type { Command } from 'commander'
import { changeTokenSchema, tokenSettingsSchema } from '@/lib/contract/token'
import { changeToken } from '@/lib/control/tokens'
import { type GivenSetting, readGivenSettings } from './given-settings'
import { plainText } from './plain-text'
import { ask, say } from './session'
import { asList, asNumber } from './setting-text'

const SETTINGS: ReadonlyMap<string, GivenSetting> = new Map([
  ['name', { field: 'name', read: String, cleared: '' }],
  ['per-minute', { field: 'requestsPerMinute', read: asNumber, cleared: null }],
  ['per-day', { field: 'requestsPerDay', read: asNumber, cleared: null }],
  ['budget', { field: 'budgetUsdPerMonth', read: asNumber, cleared: null }],
  ['services', { field: 'services', read: asList, cleared: null }],
  ['expires', { field: 'expiresAt', read: String, cleared: null }],
])

/** `tokens set <token> <setting...>`. All of the settings are changed, or, when one is wrong, none. */
export function addTokenSetCommand(tokens: Command): void {
  tokens
    .command('set')
    .description('change what a client token may do; a running server follows at once')
    .argument('<token>', 'its id, or its name')
    .argument('<setting...>', 'name=value; an empty value or none clears it')
    .addHelpText(
      'after',
      `
Settings: ${[...SETTINGS.keys()].join(', ')}. Minutes, days and months are those of UTC.

Examples:
  keywheel tokens set my-app per-minute=60 per-day=10000 budget=20
  keywheel tokens set my-app services=groq,gemini expires=2027-01-31
  keywheel tokens set my-app budget=none`,
    )
    .action(async (token: string, given: string[]) => {
      const settings = readGivenSettings(given, SETTINGS, tokenSettingsSchema)
      const { name, id } = await ask(changeToken, changeTokenSchema, { token, settings })
      say(plainText(`changed ${name} (${id}): ${given.join(', ')}`))
    })
}
