import { setTimeout as sleep } from 'node:timers/promises'
import { DAY_MS, type Instant, SECOND_MS } from '@/lib/engine/vocabulary'
import { purgeRemovedChannels } from '@/lib/store/alert-channels'
import { purgeRemovedKeys } from '@/lib/store/change-keys'
import { purgeChanges } from '@/lib/store/changes'
import { saveCleaning } from '@/lib/store/cleaning'
import { purgeHistory, REMOVED_KEPT_MS, ROLLUPS_KEPT_MS } from '@/lib/store/retention'
import { purgeRuns } from '@/lib/store/server-runs'
import type { Store } from '@/lib/store/session'

const CHANGES_KEPT_MS = DAY_MS
/** How often the progress of a long run is written down. */
const SAY_MS = 2 * SECOND_MS

/**
 * Forgets what is older than it is kept, and says how far it is. After each slice others have the database for at least
 * as long as the slice took. Stopped, it touches the database no more, and says no end.
 */
export async function forgetOld(store: Store, now: () => Instant, isStopped: () => boolean): Promise<void> {
  const startedAt = now()
  let rows = await purgeRemovedKeys(store, startedAt - REMOVED_KEPT_MS)
  rows += await purgeRemovedChannels(store, startedAt - REMOVED_KEPT_MS)
  rows += await purgeRuns(store, startedAt - ROLLUPS_KEPT_MS.day)
  rows += await purgeChanges(store, startedAt - CHANGES_KEPT_MS)
  const say = (endedAt: Instant | null) =>
    saveCleaning(store, { startedAt: iso(startedAt), endedAt: endedAt === null ? null : iso(endedAt), rows })
  let saidAt = performance.now()
  await purgeHistory(store, startedAt, async slice => {
    rows += slice.rows
    // no program lives on for it
    await sleep(slice.rows === 0 ? 0 : slice.tookMs, undefined, { ref: false })
    if (isStopped()) return false
    if (performance.now() - saidAt >= SAY_MS) {
      saidAt = performance.now()
      await say(null)
    }
    return true
  })
  if (!isStopped()) await say(now())
}

function iso(at: Instant): string {
  return new Date(at).toISOString()
}
