import { setTimeout as sleep } from 'node:timers/promises'
import type { Command } from 'commander'
import {
  type CheckRunView,
  checkRunSchema,
  type KeyChecksView,
  keyChecksQuestionSchema,
  keyChecksSchema,
  startKeyChecksSchema,
} from '@/lib/contract/key-checks'
import { perform } from '@/lib/control/context'
import { cancelKeyChecks, keyChecks, startKeyChecks } from '@/lib/control/key-checks'
import { readEnvironment } from '@/lib/server/env'
import { openEngineBeside } from '@/lib/server/offline'
import { wordsTable } from './plain-table'
import { plainText } from './plain-text'
import { runningServer, type ServerApi } from './running-server'
import { isColored, note, say, sayJson, settings } from './session'
import { EXIT_FAILED } from './trouble'

const LOOK_MS = 300
const BAR_CELLS = 24

/** A check, wherever it runs: how it began, how it stands, and what Ctrl-C means. */
type Check = { look(): Promise<KeyChecksView>; interrupted(): Promise<void>; close(): Promise<void> }

export function addCheckCommand(keys: Command): void {
  keys
    .command('check')
    .description('ask by the free probes whether the keys are alive; no quota is spent')
    .argument('[service]', 'only the keys of this service')
    .option('--json', 'as JSON, the same as GET /api/admin/key-checks')
    .addHelpText(
      'after',
      '\nExamples:\n  keywheel keys check groq\n\nA running server does it where KEYWHEEL_ADMIN_TOKEN is set. Exit code 1: a key was refused.',
    )
    .action(async (service: string | undefined, { json = false }: { json?: boolean }) => {
      const input = startKeyChecksSchema.parse({ service: service?.toLowerCase() })
      const api = await runningServer(settings())
      const check = api ? await inServer(api, input) : await inThisProcess(input)
      try {
        const answer = await follow(check)
        if (json) sayJson(answer)
        else say(checksText(answer))
        if ((answer.run?.rejected ?? 0) > 0) process.exitCode = EXIT_FAILED
      } finally {
        await check.close()
      }
    })
}

type Input = { service?: string | undefined }

/** The run is the server's: leaving does not end it. */
async function inServer(api: ServerApi, input: Input): Promise<Check> {
  await api('key-checks', checkRunSchema, input)
  const query = input.service === undefined ? '' : `?${new URLSearchParams({ service: input.service })}`
  return {
    look: () => api(`key-checks${query}`, keyChecksSchema),
    interrupted: async () => {
      note('the check goes on in the server; its pages show it, and end it')
      process.exit()
    },
    close: async () => {},
  }
}

async function inThisProcess(input: Input): Promise<Check> {
  const engine = await openEngineBeside(settings(), readEnvironment())
  const ctx = engine.context({ id: 'cli', role: 'admin', via: 'cli' })
  try {
    await perform(startKeyChecks, startKeyChecksSchema, ctx, input)
  } catch (error) {
    await engine.close()
    throw error
  }
  return {
    look: () => perform(keyChecks, keyChecksQuestionSchema, ctx, input),
    interrupted: async () => void (await cancelKeyChecks({ ctx, input: {} })),
    close: () => engine.close(),
  }
}

async function follow(check: Check): Promise<KeyChecksView> {
  const onInterrupt = () => void check.interrupted()
  process.once('SIGINT', onInterrupt)
  try {
    for (;;) {
      const answer = await check.look()
      showProgress(answer.run)
      if (answer.run?.state !== 'running') return answer
      await sleep(LOOK_MS)
    }
  } finally {
    process.off('SIGINT', onInterrupt)
  }
}

/** One line that is written over, where a person looks. */
function showProgress(run: CheckRunView | null): void {
  if (!process.stderr.isTTY || run === null) return
  const done = run.alive + run.rejected + run.unknown
  const filled = run.total === 0 ? BAR_CELLS : Math.round((BAR_CELLS * done) / run.total)
  const bar = '█'.repeat(filled) + '░'.repeat(BAR_CELLS - filled)
  const end = run.state === 'running' ? '' : '\n'
  process.stderr.write(`\r${bar} ${done} of ${run.total}: ${countsText(run)}\u001b[K${end}`)
}

function checksText({ run, findings, findingCount }: KeyChecksView): string {
  const head = run
    ? `${run.state === 'cancelled' ? 'Cancelled' : 'Checked'}: ${run.total} ${run.total === 1 ? 'key' : 'keys'}, ${countsText(run)}.`
    : 'Nothing was checked.'
  if (findings.length === 0) return head
  const rows = findings.map(({ service, name, masked, status, check, kind }) =>
    [
      service,
      name,
      masked,
      status,
      check.life,
      check.outcome ?? '–',
      `${Math.round(check.durationMs)} ms`,
      ADVICE[kind],
    ].map(plainText),
  )
  const heads = ['Service', 'Name', 'Masked', 'Status', 'Check', 'Because', 'Took', 'What to do']
  const more = findingCount > findings.length ? `\nand ${findingCount - findings.length} more` : ''
  return `${head}\n\n${wordsTable(heads, rows, isColored)}${more}`
}

const ADVICE = {
  revived: 'reset it: keywheel reset --key',
  refused: 'replace or remove it',
  unknown: 'try again later',
} as const

function countsText({ alive, rejected, unknown }: CheckRunView): string {
  return `${alive} alive, ${rejected} refused, ${unknown} not known`
}
