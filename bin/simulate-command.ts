import { type Command, Option } from 'commander'
import { type RehearsalAnswer, rehearsalInputSchema } from '@/lib/contract/lab'
import { strategySchema } from '@/lib/contract/service'
import { nothingSchema } from '@/lib/contract/token'
import { type ControlContext, perform } from '@/lib/control/context'
import { lab, rehearse } from '@/lib/control/lab'
import { tableText } from './plain-table'
import { plainText } from './plain-text'
import { isColored, note, say, sayJson, withControl } from './session'
import { BadInput } from './trouble'

type Options = {
  mix: string
  rate: string
  minutes: string
  perMinute?: string
  perDay?: string
  latency: string
  seed: string
  strategy?: string[]
  json?: boolean
}

/** `simulate`: the failure lab, with the strategies side by side. */
export function addSimulateCommand(program: Command): void {
  program
    .command('simulate')
    .description('rehearse faults against a copy of a service’s pool, and compare the strategies')
    .argument('[service]', 'its id; not needed for `--mix list`')
    .option('--mix <name>', 'what goes wrong; `--mix list` tells what there is', 'storm')
    .option('--rate <count>', 'requests per second, on average', '5')
    .option('--minutes <count>', 'how long, in virtual time', '10')
    .option('--per-minute <count>', 'requests per minute that the upstream grants each account and model')
    .option('--per-day <count>', 'the same per day')
    .option('--latency <ms>', 'from a request to its first byte, on average', '600')
    .option('--seed <number>', 'the same seed, the same traffic', '1')
    .addOption(new Option('--strategy <name...>', 'only these').choices(strategySchema.options))
    .option('--json', 'as JSON, the same as POST /api/admin/lab for each strategy')
    .addHelpText(
      'after',
      `
Nothing that serves is touched, and no upstream is called. Keys begin with a clean slate.

Examples:
  keywheel simulate groq
  keywheel simulate gemini --mix busy --rate 20 --per-minute 300 --strategy score priority`,
    )
    .action(async (service: string | undefined, options: Options) => {
      if (options.mix === 'list') return say(await withControl('must exist', mixesText))
      if (service === undefined) throw new BadInput(['say which service, such as `keywheel simulate groq`'])
      const reports = await withControl('must exist', ctx => playAll(ctx, service, options))
      if (options.json) sayJson(reports)
      else say(reportsText(reports))
    })
}

async function mixesText(ctx: ControlContext): Promise<string> {
  const { mixes } = await perform(lab, nothingSchema, ctx, {})
  const rows = mixes.map(({ name, about }) => [name, about])
  return tableText([{ head: 'MIX' }, { head: 'WHAT GOES WRONG' }], rows, isColored)
}

async function playAll(ctx: ControlContext, service: string, options: Options): Promise<RehearsalAnswer[]> {
  const input = {
    service,
    mix: options.mix,
    requestsPerSecond: numberOf('--rate', options.rate),
    minutes: numberOf('--minutes', options.minutes),
    upstreamPerMinute: options.perMinute === undefined ? null : numberOf('--per-minute', options.perMinute),
    upstreamPerDay: options.perDay === undefined ? null : numberOf('--per-day', options.perDay),
    latencyMs: numberOf('--latency', options.latency),
    seed: numberOf('--seed', options.seed),
  }
  const reports: RehearsalAnswer[] = []
  for (const strategy of options.strategy ?? strategySchema.options) {
    const report = await perform(rehearse, rehearsalInputSchema, ctx, { ...input, strategy })
    reports.push(report)
    if (!options.json) note(`${strategy}: ${report.requestCount} requests played`)
  }
  return reports
}

function numberOf(option: string, text: string): number {
  const value = text.trim() === '' ? Number.NaN : Number(text)
  if (!Number.isFinite(value)) throw new BadInput([`${option} wants a number, not ${text}`])
  return value
}

const COLUMNS = [
  { head: 'STRATEGY' },
  ...['ANSWERED', 'FIRST TRY', 'RESCUED', 'LOST', 'WAIT P50', 'P95', 'MAX', 'CALLS', 'CIRCUIT', 'ALERTS'].map(head => ({
    head,
    align: 'right' as const,
  })),
  { head: 'LOST MOSTLY TO' },
]

function reportsText(reports: readonly RehearsalAnswer[]): string {
  const rows = reports.map(({ strategy, requestCount, endings, waits, attemptCount, ...report }) => [
    strategy,
    percent(endings.firstTry + endings.rescued, requestCount),
    percent(endings.firstTry, requestCount),
    String(endings.rescued),
    String(endings.lost),
    secondsOf(waits.p50Ms),
    secondsOf(waits.p95Ms),
    secondsOf(waits.maxMs),
    (requestCount === 0 ? 0 : attemptCount / requestCount).toFixed(2),
    String(report.circuitOpenings),
    String(report.alertCount),
    plainText(report.losses[0]?.reason ?? ''),
  ])
  const [first] = reports
  const head = first
    ? `${first.service}: ${first.keys.length} keys, ${first.requestCount} requests in ${first.durationMs / 60_000} min, mix ${first.mix}`
    : ''
  return `${plainText(head)}\n\n${tableText(COLUMNS, rows, isColored)}`
}

function percent(part: number, whole: number): string {
  return whole === 0 ? '' : `${((100 * part) / whole).toFixed(1)} %`
}

function secondsOf(ms: number): string {
  return `${(ms / 1000).toFixed(2)} s`
}
