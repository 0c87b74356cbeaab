import type { Attempt } from '@/lib/engine/attempt'
import { type Ledger, ledgerApart, ledgerHere } from '../ledger'
import { Recorder } from '../recorder'
import { RefusalRows } from '../refusal-rows'
import { SharedDays } from '../shared-days'
import type { Ground } from './ground'
import type { Tellers } from './tellers'

/** How attempts and states come into the database. */
export type Recording = {
  recorder: Recorder
  ledger: Ledger
  days: SharedDays
  /** Takes an attempt for its row, and tells the log; what is refused again and again is counted first. */
  record(attempt: Attempt): void
}

/** @param buildFolder whose build writes the ledger in a thread of its own; absent: in this one */
export function openRecording(
  { settings, store, pools, log, now }: Ground,
  { voice }: Tellers,
  buildFolder?: string,
): Recording {
  const apart = buildFolder === undefined ? null : ledgerApart(settings.databaseUrl, buildFolder)
  if (apart === null && buildFolder !== undefined)
    log.warn('the ledger writes in the thread that serves, which slows callers down: run npm run build')
  const ledger = apart ?? ledgerHere(store)
  const days = new SharedDays(pools)
  const recorder = new Recorder({
    append: batch => ledger.append(batch),
    batchRows: ledger.batchRows,
    takeChanged: () => {
      const changed = pools.takeChanged()
      days.note(changed.keys)
      return changed
    },
    completeRows: isEnd => (isEnd ? rows.end() : rows.settle(now())),
    dayResetAt: keyId => pools.find(keyId)?.state.day.resetAt ?? null,
    now,
    warn: (message, detail) => log.warn(detail, message),
  })
  const rows = new RefusalRows(attempt => {
    recorder.record(attempt)
    voice.attempt(attempt)
  })
  return { recorder, ledger, days, record: attempt => rows.record(attempt) }
}
