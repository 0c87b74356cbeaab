import type { HistoryOf, LimitSubject } from '@/lib/control/outlook'
import { type HourUse, historyOf, type LimitHistory, PROFILE_DAYS } from '@/lib/engine/forecast'
import { DAY_MS, HOUR_MS, type Instant, MINUTE_MS } from '@/lib/engine/vocabulary'
import type { Session } from '@/lib/store/session'
import { type OutcomeSums, readKeyUsage, readSubjectUsage } from '@/lib/store/usage'

/** Sums change little within this time. */
const FRESH_MS = MINUTE_MS
/** What nobody asked for since is forgotten. */
const KEPT_MS = 10 * MINUTE_MS
/** Of an account with more keys the first ones tell enough of the shape of its days. */
const KEYS_READ = 50
const READING_MAX = 8

type Entry = { history: LimitHistory | null; readAt: Instant; askedAt: Instant; reading: Promise<void> | null }

/** What the last days tell of how limits are used, read from sums when it is asked for and kept for a minute. */
export class LimitHistories {
  private readonly entries = new Map<string, Entry>()
  private readingCount = 0

  constructor(private readonly ports: { store: Session; now: () => Instant }) {}

  /** What is known now; what is not, or is old, is read meanwhile. */
  readonly peek: HistoryOf = subject => {
    const entry = this.entryOf(subject)
    if (this.isOld(entry) && this.readingCount < READING_MAX) void this.read(subject, entry).catch(() => {})
    return entry.history
  }

  /** What is known, read first where it is old. */
  async load(subject: LimitSubject): Promise<LimitHistory | null> {
    const entry = this.entryOf(subject)
    if (this.isOld(entry)) await this.read(subject, entry)
    return entry.history
  }

  private isOld({ readAt }: Entry): boolean {
    return Math.abs(this.ports.now() - readAt) >= FRESH_MS
  }

  private entryOf({ service, keyIds }: LimitSubject): Entry {
    const now = this.ports.now()
    for (const [name, { askedAt }] of this.entries) if (now - askedAt > KEPT_MS) this.entries.delete(name)
    const name = JSON.stringify([service, keyIds?.slice(0, KEYS_READ) ?? null])
    const known = this.entries.get(name)
    if (known) {
      known.askedAt = now
      return known
    }
    const entry: Entry = { history: null, readAt: Number.NEGATIVE_INFINITY, askedAt: now, reading: null }
    this.entries.set(name, entry)
    return entry
  }

  private read(subject: LimitSubject, entry: Entry): Promise<void> {
    entry.reading ??= this.readNow(subject, entry).finally(() => {
      entry.reading = null
    })
    return entry.reading
  }

  private async readNow(subject: LimitSubject, entry: Entry): Promise<void> {
    this.readingCount += 1
    try {
      const now = this.ports.now()
      const hours = await hoursOf(this.ports.store, subject, now)
      const since = hours.reduce((first, { at }) => Math.min(first, at), now)
      entry.history = historyOf(hours, since, now)
      entry.readAt = now
    } finally {
      this.readingCount -= 1
    }
  }
}

async function hoursOf(store: Session, { service, keyIds }: LimitSubject, now: Instant): Promise<HourUse[]> {
  const hourAt = Math.floor(now / HOUR_MS) * HOUR_MS
  const since = hourAt - PROFILE_DAYS.most * DAY_MS
  if (keyIds === null) {
    const range = { grain: 'hour' as const, since, until: hourAt + HOUR_MS, subject: 'service' as const, name: service }
    return (await readSubjectUsage(store, range)).map(hourUse)
  }
  const buckets = Array.from({ length: PROFILE_DAYS.most * 24 + 1 }, (_, hour) => since + hour * HOUR_MS)
  const rows = []
  for (const keyId of keyIds.slice(0, KEYS_READ)) {
    rows.push(...(await readKeyUsage(store, { grain: 'hour', buckets, service, keyId })))
  }
  return rows.map(hourUse)
}

function hourUse({ bucketAt, sums }: OutcomeSums): HourUse {
  return { at: bucketAt, used: sums.units }
}
