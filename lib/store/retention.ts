import { DEFAULT_RETENTION, type Retention, retentionSchema } from '@/lib/contract/settings'
import { DAY_MS, HOUR_MS, type Instant } from '@/lib/engine/vocabulary'
import { purgeDeliveries } from './alert-deliveries'
import { purgeAlerts } from './alerts'
import { purgeAttempts } from './attempts'
import { purgeAudit } from './audit'
import { purgeKeyEvents } from './key-events'
import { KEY_HOURS_KEPT_MS, purgeKeyHours } from './key-hours'
import { purgeRollups, ROLLUP_TABLES } from './rollups'
import type { Session } from './session'
import { holdSetting, readSetting, saveSetting } from './settings'
import { GRAINS, type Grain } from './tally'
import { USAGE_GRAINS, type UsageGrain, usageBucketOf } from './usage-tally'

const MONTH_MS = (365 * DAY_MS) / 12
const SETTING = 'retention'

/** How long what befell keys is kept, and, at most, the sums of each grain. */
export const KEY_EVENTS_KEPT_MS = 30 * DAY_MS
export const ROLLUPS_KEPT_MS: Record<Grain, number> = { minute: 7 * DAY_MS, hour: 90 * DAY_MS, day: 2 * 365 * DAY_MS }

/** A caller's minutes are for its limits alone. */
const CALLER_MINUTES_KEPT_MS = HOUR_MS
/** What was used is told by the hour for the last day. */
const USAGE_HOURS_KEPT_MS = 2 * DAY_MS

/** How long attempts and sums are kept, as an operator said it. */
export async function readRetention(session: Session): Promise<Retention> {
  return (await readSetting(session, SETTING, retentionSchema)) ?? DEFAULT_RETENTION
}

/** Lets nobody else change it until the transaction ends. */
export function holdRetention(session: Session): Promise<void> {
  return holdSetting(session, SETTING, DEFAULT_RETENTION)
}

export function saveRetention(session: Session, retention: Retention): Promise<void> {
  return saveSetting(session, SETTING, retention)
}

/** A removed key can be restored for this long. */
export const REMOVED_KEPT_MS = 30 * DAY_MS

/** Rows that one statement forgets: as many as it does in about this time, for writers wait for it. */
const SLICE_MS = 20
const SLICE_ROWS = { first: 200, least: 20, most: 1000 } as const

type Purge = (limit: number) => Promise<number>
/** Is told how many rows went and how long that took; `false` ends the work, the next call goes on with it. */
export type Turn = (slice: { rows: number; tookMs: number }) => Promise<boolean>

/**
 * Forgets what is older than it is kept, slice by slice: attempts, events, alerts, the audit, sums of every grain.
 * @param turn lets others have their turn after each slice
 * @returns how many rows are gone
 */
export async function purgeHistory(session: Session, now: Instant, turn: Turn): Promise<number> {
  let goneCount = 0
  for (const purge of purgesOf(session, await readRetention(session), now)) {
    let limit: number = SLICE_ROWS.first
    for (;;) {
      const startedAt = performance.now()
      const rows = await purge(limit)
      const tookMs = performance.now() - startedAt
      goneCount += rows
      if (!(await turn({ rows, tookMs }))) return goneCount
      if (rows < limit) break
      limit = nextLimit(limit, tookMs)
    }
  }
  return goneCount
}

function nextLimit(limit: number, tookMs: number): number {
  const fitting = Math.floor((limit * SLICE_MS) / Math.max(1, tookMs))
  return Math.max(SLICE_ROWS.least, Math.min(SLICE_ROWS.most, limit * 2, fitting))
}

function purgesOf(
  session: Session,
  { attemptDays, rollupMonths, alertDays, auditMonths }: Retention,
  now: Instant,
): Purge[] {
  const daySumsMs = rollupMonths * MONTH_MS
  const keptMs = (grain: Grain) => (grain === 'day' ? daySumsMs : Math.min(ROLLUPS_KEPT_MS[grain], daySumsMs))
  return [
    limit => purgeAttempts(session, now - attemptDays * DAY_MS, limit),
    limit => purgeKeyHours(session, now - KEY_HOURS_KEPT_MS, limit),
    limit => purgeKeyEvents(session, now - KEY_EVENTS_KEPT_MS, limit),
    limit => purgeAlerts(session, now - alertDays * DAY_MS, limit),
    limit => purgeDeliveries(session, now - alertDays * DAY_MS, limit),
    limit => purgeAudit(session, now - auditMonths * MONTH_MS, limit),
    ...ROLLUP_TABLES.flatMap(table =>
      GRAINS.map(
        (grain): Purge =>
          limit =>
            purgeRollups(session, { table, grain }, now - keptMs(grain), limit),
      ),
    ),
    ...USAGE_GRAINS.map((grain): Purge => {
      const before = usageKeptFrom(grain, now, daySumsMs)
      return limit => purgeRollups(session, { table: 'usage_rollups', grain }, before, limit)
    }),
  ]
}

/** A month is kept as long as the last of its days: it stands for them, and callers' budgets for the running one. */
function usageKeptFrom(grain: UsageGrain, now: Instant, keptMs: number): Instant {
  if (grain === 'minute') return now - CALLER_MINUTES_KEPT_MS
  if (grain === 'hour') return now - USAGE_HOURS_KEPT_MS
  return grain === 'day' ? now - keptMs : usageBucketOf(now - keptMs, 'month')
}
