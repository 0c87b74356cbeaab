import { DEFAULT_RETENTION, type Retention, retentionSchema } from '@/lib/contract/settings'
import { DAY_MS, HOUR_MS, type Instant } from '@/lib/engine/vocabulary'
import { purgeDeliveries } from './alert-deliveries'
import { purgeAlerts } from './alerts'
import { purgeAttempts } from './attempts'
import { purgeKeyEvents } from './key-events'
import { KEY_HOURS_KEPT_MS, purgeKeyHours } from './key-hours'
import { purgeRollups, ROLLUP_TABLES } from './rollups'
import type { Session } from './session'
import { readSetting, saveSetting } from './settings'
import { GRAINS, type Grain } from './tally'
import { USAGE_GRAINS } from './usage-tally'

const MONTH_MS = (365 * DAY_MS) / 12
const SETTING = 'retention'

/** How long what befell keys is kept, and, at most, the sums of each grain. */
export const KEY_EVENTS_KEPT_MS = 30 * DAY_MS
export const ROLLUPS_KEPT_MS: Record<Grain, number> = { minute: 7 * DAY_MS, hour: 90 * DAY_MS, day: 2 * 365 * DAY_MS }

/** A caller's minutes are for its limits alone. */
const CALLER_MINUTES_KEPT_MS = HOUR_MS

/** How long attempts and sums are kept, as an operator said it. */
export async function readRetention(session: Session): Promise<Retention> {
  return (await readSetting(session, SETTING, retentionSchema)) ?? DEFAULT_RETENTION
}

export function saveRetention(session: Session, retention: Retention): Promise<void> {
  return saveSetting(session, SETTING, retention)
}

/** A removed key can be restored for this long. */
export const REMOVED_KEPT_MS = 30 * DAY_MS

/** Rows that one statement forgets: few enough that nobody waits for it. */
const SLICE_ROWS = 1000

/**
 * Forgets attempts, events and rollups that are older than they are kept, slice by slice.
 * @param turn lets others have their turn after each slice; `false` ends the work, the next call goes on with it
 * @returns how many rows are gone
 */
export async function purgeHistory(session: Session, now: Instant, turn: () => Promise<boolean>): Promise<number> {
  const { attemptDays, rollupMonths, alertDays } = await readRetention(session)
  const daySumsMs = rollupMonths * MONTH_MS
  const keptMs = (grain: Grain) => (grain === 'day' ? daySumsMs : Math.min(ROLLUPS_KEPT_MS[grain], daySumsMs))
  const purges = [
    () => purgeAttempts(session, now - attemptDays * DAY_MS, SLICE_ROWS),
    () => purgeKeyHours(session, now - KEY_HOURS_KEPT_MS, SLICE_ROWS),
    () => purgeKeyEvents(session, now - KEY_EVENTS_KEPT_MS, SLICE_ROWS),
    () => purgeAlerts(session, now - alertDays * DAY_MS, SLICE_ROWS),
    () => purgeDeliveries(session, now - alertDays * DAY_MS, SLICE_ROWS),
    ...ROLLUP_TABLES.flatMap(table =>
      GRAINS.map(grain => () => purgeRollups(session, { table, grain }, now - keptMs(grain), SLICE_ROWS)),
    ),
    ...USAGE_GRAINS.map(grain => {
      const before = now - (grain === 'minute' ? CALLER_MINUTES_KEPT_MS : daySumsMs)
      return () => purgeRollups(session, { table: 'usage_rollups', grain }, before, SLICE_ROWS)
    }),
  ]
  let goneCount = 0
  for (const purge of purges) {
    let count = SLICE_ROWS
    while (count === SLICE_ROWS) {
      count = await purge()
      goneCount += count
      if (!(await turn())) return goneCount
    }
  }
  return goneCount
}
