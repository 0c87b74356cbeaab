import type { Command } from 'commander'
import { resetInputSchema } from '@/lib/contract/reset'
import { reset } from '@/lib/control/reset'
import { status, statusInputSchema } from '@/lib/control/status'
import { ask, isColored, say, sayJson } from './session'
import { statusText } from './status-table'

/** `status` and `reset`. */
export function addStatusCommands(program: Command): void {
  program
    .command('status')
    .description('show which keys work, which rest and until when, and the health score')
    .argument('[service]', 'only this one')
    .option('--json', 'as JSON, the same as GET /api/admin/api-keys/status')
    .addHelpText('after', '\nExamples:\n  keywheel status\n  keywheel status groq --json')
    .action(async (service: string | undefined, { json }: { json?: boolean }) => {
      const answer = await ask(status, statusInputSchema, { service })
      if (json) sayJson(answer)
      else say(statusText(answer, isColored))
    })
  program
    .command('reset')
    .description('end the rests and rejections of keys: of one service, of one key, or of all')
    .argument('[service]', 'only the keys of this service')
    .option('--key <id>', 'only this key')
    .option('--json', 'as JSON')
    .addHelpText('after', '\nExamples:\n  keywheel reset\n  keywheel reset groq\n  keywheel reset --key 0198c3…')
    .action(async (service: string | undefined, options: { key?: string; json?: boolean }) => {
      const answer = await ask(reset, resetInputSchema, { service, keyId: options.key })
      if (options.json) sayJson(answer)
      else say(resetText(answer.reset))
    })
}

function resetText(keys: readonly { id: string; service: string; name: string }[]): string {
  if (keys.length === 0) return 'Nothing to reset: no key rests or was rejected.'
  return keys.map(key => `reset ${key.service} ${key.name} (${key.id})`).join('\n')
}
