import type { Command } from 'commander'
import { newTokenSchema, nothingSchema, revokeTokenSchema } from '@/lib/contract/token'
import { createToken, listTokens, revokeToken } from '@/lib/control/tokens'
import { wordsTable } from './plain-table'
import { plainText } from './plain-text'
import { ask, isColored, note, say, sayJson } from './session'
import { asNumber } from './setting-text'
import { addTokenSetCommand } from './token-set-command'

type NewTokenOptions = { services?: string; perMinute?: string; perDay?: string; budget?: string; expires?: string }

/** `tokens create|list|set|revoke`. */
export function addTokensCommands(program: Command): void {
  const tokens = program.command('tokens').description('client tokens: what a program shows the gateway')
  tokens
    .command('create')
    .description('make a client token; it is printed once, on stdout, and kept only as a hash')
    .argument('<name>', 'which program it is for')
    .option('--services <list>', 'only these services, separated by commas')
    .option('--per-minute <requests>', 'requests it may make in a minute')
    .option('--per-day <requests>', 'requests it may make in a day (UTC)')
    .option('--budget <dollars>', 'US dollars it may spend in a month (UTC)')
    .option('--expires <date>', 'the day it ends, such as 2027-01-31')
    .addHelpText(
      'after',
      '\nExamples:\n  keywheel tokens create my-app\n  TOKEN=$(keywheel tokens create ci --services groq --per-minute 60 --budget 5)',
    )
    .action(async (name: string, options: NewTokenOptions) => {
      const input = {
        name,
        services: options.services?.split(',').map(service => service.trim()),
        requestsPerMinute: limitOf(options.perMinute),
        requestsPerDay: limitOf(options.perDay),
        budgetUsdPerMonth: limitOf(options.budget),
        expiresAt: options.expires,
      }
      const answer = await ask(createToken, newTokenSchema, input, 'may be made')
      note(`token ${answer.name} (${answer.id}) is shown this once: keep it now`)
      say(answer.token)
    })
  tokens
    .command('list')
    .description('show the client tokens')
    .option('--json', 'as JSON')
    .action(async ({ json }: { json?: boolean }) => {
      const answer = await ask(listTokens, nothingSchema, {})
      if (json) sayJson(answer)
      else if (answer.length === 0) say('No client tokens yet. Make one with `keywheel tokens create <name>`.')
      else say(tokensText(answer))
    })
  addTokenSetCommand(tokens)
  tokens
    .command('revoke')
    .description('end a client token at once')
    .argument('<token>', 'its id, or its name')
    .action(async (token: string) => {
      const answer = await ask(revokeToken, revokeTokenSchema, { token })
      say(plainText(`revoked ${answer.name} (${answer.id})`))
    })
}

/** What is no number is said to be none by the schema. */
function limitOf(text: string | undefined): number | string | undefined {
  return text === undefined ? undefined : asNumber(text)
}

function tokensText(tokens: Awaited<ReturnType<typeof listTokens>>): string {
  const rows = tokens.map(token => [
    token.name,
    token.masked,
    token.state,
    token.services?.join(', ') ?? 'all services',
    limitsText(token),
    token.lastUsedAt ?? 'never used',
    token.id,
  ])
  return wordsTable(['Name', 'Token', 'State', 'Services', 'Limits', 'Last used', 'Id'], rows, isColored)
}

/** What was used of each limit. */
function limitsText({ minute, day, month }: Awaited<ReturnType<typeof listTokens>>[number]): string {
  const limits = [
    ...(minute.limit === null ? [] : [`${minute.used}/${minute.limit} a minute`]),
    ...(day.limit === null ? [] : [`${day.used}/${day.limit} a day`]),
    ...(month.limit === null ? [] : [`$${month.used.toFixed(2)}/$${month.limit.toFixed(2)} a month`]),
  ]
  return limits.join(', ') || 'none'
}
