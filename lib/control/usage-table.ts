import type { UsageFigures, UsageTable, UsageTableInput, UsageTableRow } from '@/lib/contract/usage-table'
import { usageTime } from '@/lib/contract/usage-time'
import { usageSpans } from '@/lib/store/usage-spans'
import { isSummable, readUsageTable } from '@/lib/store/usage-table'
import type { UsageSums } from '@/lib/store/usage-tally'
import { type ControlContext, requireRole } from './context'
import { ControlError } from './control-error'
import { csvTable } from './csv-table'
import { iso } from './key-view'
import { namesFor } from './request-names'
import { percentile } from './usage-buckets'

/**
 * What every key, caller or model came to in some hours, days or months of UTC: a page, and all together. One row is kept
 * of each per hour, day and month, so that a page costs the same whatever happened in that time.
 * @throws ControlError `invalid-input` for more than can be added up at once
 */
export async function usageTable(call: { ctx: ControlContext; input: UsageTableInput }): Promise<UsageTable> {
  const { ctx, input } = call
  requireRole(ctx, 'viewer')
  const { by, span, service, sort, order, page, size } = input
  const now = ctx.now()
  const { from, to } = usageTime(input, now)
  const of = { subject: by, spans: usageSpans(from, to, now), service: by === 'caller' ? undefined : service }
  if (!(await isSummable(ctx.store, of))) throw tooMuch()
  const { rows, count, totals } = await readUsageTable(ctx.store, {
    ...of,
    ...{ sort, isDescending: order === 'desc', offset: (page - 1) * size, limit: size },
  })
  const names = await namesFor(ctx, by === 'key' ? rows.map(({ name }) => name) : [])
  return {
    ...{ generatedAt: iso(now), by, span, from: iso(from), to: iso(to) },
    ...{ total: count, page, size, totals: figuresOf(totals, by) },
    rows: rows.map(row => {
      const known = by === 'key' ? names.key(row.name, null) : by === 'caller' ? names.caller(row.name) : null
      return {
        ...{ id: row.name, name: known?.name ?? null, masked: by === 'key' ? maskedOf(known) : null },
        service: by === 'caller' ? null : { id: row.service, label: names.service(row.service) },
        ...figuresOf(row, by),
      }
    }),
  }
}

function tooMuch(): ControlError {
  const message = 'This is too much to add up at once: choose fewer days, a month, or one service.'
  return new ControlError('invalid-input', message, { said: { key: 'usageTooMuch' } })
}

function maskedOf(known: { id: string; masked?: unknown } | null): string | null {
  return typeof known?.masked === 'string' && known.masked !== known.id ? known.masked : null
}

function figuresOf(sums: UsageSums, by: UsageTableInput['by']): UsageFigures {
  const { endings, tokensIn, tokensOut, costUsd, unpricedTokens, durations, totalMsMax } = sums
  const answered = endings['first-try'] + endings.rescued
  const [good, bad] = by === 'key' ? [sums.successes, sums.failures] : [answered, endings.lost]
  const isAnswered = durations.some(each => each > 0)
  return {
    requests: Object.values(endings).reduce((sum, each) => sum + each, 0),
    ...{ firstTry: endings['first-try'], rescued: endings.rescued, lost: endings.lost },
    successRate: good + bad === 0 ? null : good / (good + bad),
    successOf: good + bad,
    ...{ tokensIn, tokensOut, unpricedTokens },
    costUsd: costUsd === 0 && unpricedTokens > 0 ? null : costUsd,
    p50Ms: isAnswered ? percentile(durations, 0.5, totalMsMax) : null,
    p95Ms: isAnswered ? percentile(durations, 0.95, totalMsMax) : null,
  }
}

const ROWS_AT_ONCE = 200

/** The same table, all of it. */
export const USAGE_CSV = csvTable<UsageTableInput, UsageTableRow>(
  'usage',
  {
    id: row => row.id,
    name: row => row.name,
    masked: row => row.masked,
    service: row => row.service?.id ?? null,
    requests: row => row.requests,
    first_try: row => row.firstTry,
    rescued: row => row.rescued,
    lost: row => row.lost,
    success_rate: row => row.successRate,
    success_of: row => row.successOf,
    tokens_in: row => row.tokensIn,
    tokens_out: row => row.tokensOut,
    cost_usd: row => row.costUsd,
    unpriced_tokens: row => row.unpricedTokens,
    p50_ms: row => row.p50Ms,
    p95_ms: row => row.p95Ms,
  },
  async function* (ctx, input) {
    // neither hours nor days turn while the pages are read
    const now = ctx.now()
    const asOfNow = { ...ctx, now: () => now }
    for (let page = 1; ; page += 1) {
      const { rows, total } = await usageTable({ ctx: asOfNow, input: { ...input, page, size: ROWS_AT_ONCE } })
      yield rows
      if (page * ROWS_AT_ONCE >= total) return
    }
  },
)
