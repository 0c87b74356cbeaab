import type { Command } from 'commander'
import { resetInputSchema } from '@/lib/contract/reset'
import type { Status } from '@/lib/contract/status'
import { perform } from '@/lib/control/context'
import { findKeyId } from '@/lib/control/keys'
import { reset } from '@/lib/control/reset'
import { status, statusInputSchema } from '@/lib/control/status'
import { plainText } from './plain-text'
import { statusOfServer } from './running-server'
import { ask, isColored, note, say, sayJson, settings, withControl } from './session'
import { statusText } from './status-table'
import { BadInput } from './trouble'

/** `status` and `reset`. */
export function addStatusCommands(program: Command): void {
  program
    .command('status')
    .description('show which keys work, which rest and until when, and the health score')
    .argument('[service]', 'only this one')
    .option('--all', 'every key, where a service has more than a screen shows')
    .option('--json', 'as JSON, the same as GET /api/admin/api-keys/status')
    .addHelpText('after', '\nExamples:\n  keywheel status\n  keywheel status groq --json')
    .action(async (service: string | undefined, { all = false, json }: { all?: boolean; json?: boolean }) => {
      const answer = await readStatus(service)
      if (json) sayJson(answer)
      else say(statusText(answer, { isColored, isWhole: all }))
    })
  program
    .command('reset')
    .description('end the rests and rejections of keys: of one service, of one key, or of all')
    .argument('[service]', 'only the keys of this service')
    .option('--key <key>', 'only this key: its id, or its name where only one key has it')
    .option('--json', 'as JSON')
    .addHelpText('after', '\nExamples:\n  keywheel reset\n  keywheel reset groq\n  keywheel reset --key one')
    .action(async (service: string | undefined, options: { key?: string; json?: boolean }) => {
      const answer = await withControl('must exist', async ctx => {
        if (options.key === undefined) return perform(reset, resetInputSchema, ctx, { service })
        if (service !== undefined) throw new BadInput(['give a service or --key, not both'])
        const keyId = await findKeyId({ ctx, input: { key: options.key, isRemoved: false } })
        return perform(reset, resetInputSchema, ctx, { keyId })
      })
      if (options.json) sayJson(answer)
      else say(resetText(answer.reset))
    })
}

/** Of the server that runs with these settings; else as the database remembers it, which is said beside it. */
async function readStatus(service: string | undefined): Promise<Status> {
  const live = await statusOfServer(settings(), service)
  if (live) return live
  const answer = await ask(status, statusInputSchema, { service })
  note('from the database; circuit and requests under way are known to the running server only')
  return answer
}

function resetText(keys: readonly { id: string; service: string; name: string }[]): string {
  if (keys.length === 0) return 'Nothing to reset: no key rests or was rejected.'
  return keys.map(key => plainText(`reset ${key.service} ${key.name} (${key.id})`)).join('\n')
}
