import type { Command } from 'commander'
import { newTokenSchema, nothingSchema, revokeTokenSchema } from '@/lib/contract/token'
import { createToken, listTokens, revokeToken } from '@/lib/control/tokens'
import { wordsTable } from './plain-table'
import { plainText } from './plain-text'
import { ask, isColored, note, say, sayJson } from './session'

/** `tokens create|list|revoke`. */
export function addTokensCommands(program: Command): void {
  const tokens = program.command('tokens').description('client tokens: what a program shows the gateway')
  tokens
    .command('create')
    .description('make a client token; it is printed once, on stdout, and kept only as a hash')
    .argument('<name>', 'which program it is for')
    .option('--services <list>', 'only these services, separated by commas')
    .option('--expires <date>', 'the day it ends, such as 2027-01-31')
    .addHelpText(
      'after',
      '\nExamples:\n  keywheel tokens create my-app\n  TOKEN=$(keywheel tokens create ci --services groq)',
    )
    .action(async (name: string, options: { services?: string; expires?: string }) => {
      const services = options.services?.split(',').map(service => service.trim())
      const input = { name, services, expiresAt: options.expires }
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
  tokens
    .command('revoke')
    .description('end a client token at once')
    .argument('<token>', 'its id, or its name')
    .action(async (token: string) => {
      const answer = await ask(revokeToken, revokeTokenSchema, { token })
      say(plainText(`revoked ${answer.name} (${answer.id})`))
    })
}

function tokensText(tokens: Awaited<ReturnType<typeof listTokens>>): string {
  const rows = tokens.map(token => [
    token.name,
    token.masked,
    token.state,
    token.services?.join(', ') ?? 'all services',
    token.lastUsedAt ?? 'never used',
    token.id,
  ])
  return wordsTable(['Name', 'Token', 'State', 'Services', 'Last used', 'Id'], rows, isColored)
}
