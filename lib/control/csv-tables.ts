import type { AlertQuestion, AlertView } from '@/lib/contract/alerts'
import { AUDIT_PAGE_MAX, type AuditEntryView, type AuditQuestion } from '@/lib/contract/audit'
import type { KeyPageInput, KeyRow } from '@/lib/contract/key-page'
import type { RequestQuestion, RequestRow } from '@/lib/contract/requests'
import type { ListedToken } from '@/lib/contract/token'
import { listAlerts } from './alerts'
import { listAudit } from './audit'
import { csvTable } from './csv-table'
import { eachKey } from './key-page'
import { iso } from './key-view'
import { listRequests } from './requests'
import { listTokens } from './tokens'

const REQUESTS_AT_ONCE = 100

/** The log as it is filtered, newest first, from the page that was asked for on. */
export const REQUESTS_CSV = csvTable<RequestQuestion, RequestRow>(
  'requests',
  {
    at: row => row.at,
    request: row => row.id,
    service: row => row.service,
    model: row => row.model,
    path: row => row.path,
    caller: row => row.caller?.name ?? row.caller?.id ?? null,
    ending: row => row.ending,
    outcome: row => row.outcome,
    status: row => row.status,
    refusal: row => row.refusal,
    tries: row => row.tries,
    key: row => row.key?.name ?? null,
    key_masked: row => row.key?.masked ?? null,
    first_byte_ms: row => row.firstByteMs,
    total_ms: row => row.totalMs,
    tokens_in: row => row.tokensIn,
    tokens_out: row => row.tokensOut,
    cost_usd: row => row.costUsd,
    priced_by: row => row.pricedBy,
    is_estimated: row => row.isEstimated,
    times: row => row.times,
  },
  async function* (ctx, input) {
    // the time asked about stands still while it is read
    const asked = { ...input, until: input.until ?? iso(ctx.now() + 1), limit: REQUESTS_AT_ONCE }
    for (let before = input.before; ; ) {
      const page = await listRequests({ ctx, input: { ...asked, before } })
      yield page.requests
      if (page.next === null) return
      before = page.next
    }
  },
)

/** The keys that are found, by name. */
export const KEYS_CSV = csvTable<KeyPageInput, KeyRow>(
  'keys',
  {
    id: row => row.id,
    service: row => row.service,
    name: row => row.name,
    masked: row => row.masked,
    source: row => row.source,
    status: row => row.status,
    standing: row => row.standing,
    available: row => row.available,
    unavailable_reason: row => row.unavailable?.reason ?? null,
    unavailable_until: row => row.unavailable?.until ?? null,
    priority: row => row.priority,
    weight: row => row.weight,
    account: row => row.account,
    score: row => row.score.total,
    used_today: row => row.usage.today,
    daily_limit: row => row.usage.dailyLimit,
    day_resets_at: row => row.usage.resetAt,
    requests: row => row.totals.requests,
    successes: row => row.totals.successes,
    failures: row => row.totals.failures,
    success_rate: row => row.successRate,
    tokens_in: row => row.totals.tokensIn,
    tokens_out: row => row.totals.tokensOut,
    cost_usd: row => row.totals.costUsd,
    last_used_at: row => row.lastUsedAt,
    expires_at: row => row.expiresAt,
    models: row => row.models?.join(' ') ?? null,
    labels: row => row.labels.join(', '),
    note: row => row.note,
  },
  eachKey,
)

/** The alerts that are found, newest first. */
export const ALERTS_CSV = csvTable<AlertQuestion, AlertView>(
  'alerts',
  {
    since: row => row.since,
    code: row => row.code,
    service: row => row.service,
    key_id: row => row.keyId,
    state: row => row.state,
    message: row => row.message,
    acknowledged_at: row => row.acknowledgedAt,
    snoozed_until: row => row.snoozedUntil,
    resolved_at: row => row.resolvedAt,
  },
  async function* (ctx, input) {
    for (let before = input.before; ; ) {
      const { alerts, next } = await listAlerts({ ctx, input: { ...input, before } })
      yield alerts
      if (next === null) return
      before = next
    }
  },
)

/** The deeds that are found, newest first. */
export const AUDIT_CSV = csvTable<AuditQuestion, AuditEntryView>(
  'audit',
  {
    id: row => row.id,
    at: row => row.at,
    operator: row => row.operator.name ?? row.operator.id,
    verb: row => row.verb,
    target: row => row.target,
    name: row => row.name,
    masked: row => row.masked,
    service: row => row.service?.id ?? null,
    count: row => row.count,
    undone: row => row.undone,
    changes: row => changesText(row.changes),
  },
  async function* (ctx, input) {
    for (let before = input.before; ; ) {
      const { entries, next } = await listAudit({ ctx, input: { ...input, before, limit: AUDIT_PAGE_MAX } })
      yield entries
      if (next === null) return
      before = next
    }
  },
)

/** `priority: 1 → 7; name: one` */
function changesText(changes: AuditEntryView['changes']): string {
  return changes
    .map(({ field, before, after }) => `${field}: ${before === null ? '' : `${before} → `}${after ?? 'none'}`)
    .join('; ')
}

/** Every client token, as the list has it. */
export const TOKENS_CSV = csvTable<Record<string, never>, ListedToken>(
  'tokens',
  {
    id: row => row.id,
    name: row => row.name,
    masked: row => row.masked,
    state: row => row.state,
    services: row => row.services?.join(' ') ?? null,
    requests: row => row.requests,
    minute_used: row => row.minute.used,
    minute_limit: row => row.minute.limit,
    day_used: row => row.day.used,
    day_limit: row => row.day.limit,
    month_used_usd: row => row.month.used,
    month_budget_usd: row => row.month.limit,
    created_at: row => row.createdAt,
    last_used_at: row => row.lastUsedAt,
    expires_at: row => row.expiresAt,
    revoked_at: row => row.revokedAt,
  },
  async function* (ctx) {
    yield await listTokens({ ctx })
  },
)
