import type { Attempt } from '@/lib/engine/attempt'
import { mayHaveCounted } from '@/lib/engine/settle'
import type { Instant, KeyId } from '@/lib/engine/vocabulary'
import type { Clock } from '@/lib/rotation/ports'
import { type AttemptBatch, BATCH_ROWS } from '@/lib/store/attempt-batch'
import { attemptRow } from '@/lib/store/attempt-row'
import type { KeyEvent } from '@/lib/store/key-events'
import type { SavedAccountState, SavedKeyState } from '@/lib/store/states'
import type { SettledAttempt } from '@/lib/store/tally'
import { PendingRows } from './pending-rows'

export type RecorderPorts = {
  /** Writes a batch, all of it or nothing, and a row that is already there not again. */
  append(batch: AttemptBatch): Promise<unknown>
  /** Rows of a batch at most; `BATCH_ROWS` unless said. */
  batchRows?: number
  /** The states that changed since the last call. */
  takeChanged(): { keys: readonly SavedKeyState[]; accounts: readonly SavedAccountState[] }
  /** Hands over, by `record`, what was kept back until it was complete; `isEnd`: nothing more comes. Absent: nothing is. */
  completeRows?(isEnd: boolean): void
  /** The end of a key's running quota day; `null` when the key is unknown. */
  dayResetAt(keyId: KeyId): Instant | null
  now: Clock
  warn(message: string, detail: Record<string, unknown>): void
}

/** With the write itself (30 to 60 ms under full load) below the 250 ms that may be missing after a kill. */
const FLUSH_MS = 150
const RETRY_CAP_MS = 5000
/** How long `close` keeps trying to write what is left. */
const CLOSE_MS = 10_000
/** Few enough to hold nobody up, and enough to stay in the processor's caches. */
const WRITTEN_AT_ONCE = 32
/** About 50 MB of rows while the database is away. */
const PENDING_MAX_ROWS = 100_000

/** How far what is written lags behind what happened. */
export type Backlog = {
  accepted: number
  committed: number
  /** Rows lost because the database was away for too long; 0 otherwise. */
  dropped: number
  pending: number
  /** When the oldest of those that wait came; `null`: none waits. */
  oldestAt: Instant | null
  /** Why the last write failed; `null`: it did not. */
  failure: string | null
}

/**
 * Writes attempts, events and changed states behind the requests, in batches: no request waits for the database. A batch
 * that fails is kept and tried again, so that nothing is lost or counted twice while the process lives; a killed
 * process loses what it took in the last `FLUSH_MS`.
 */
export class Recorder {
  private readonly rows = new PendingRows()
  /** Attempts that are no rows yet: written a few dozen at a time, they take half as long as one by one. */
  private readonly unwritten: { settled: SettledAttempt; at: Instant }[] = []
  private readonly events: KeyEvent[] = []
  private readonly keys = new Map<KeyId, SavedKeyState>()
  private readonly accounts = new Map<string, SavedAccountState>()
  private accepted = 0
  private committed = 0
  private dropped = 0
  private failure: string | null = null
  private failuresInRow = 0
  private timer: NodeJS.Timeout | null = null
  private isClosed = false
  /** The write that runs, and those that wait for it. */
  private writing: Promise<void> = Promise.resolve()

  constructor(
    private readonly ports: RecorderPorts,
    private readonly limits = { flushMs: FLUSH_MS, pendingMaxRows: PENDING_MAX_ROWS, closeMs: CLOSE_MS },
  ) {}

  /** Takes an attempt just settled: call it in the same turn, because the quota day is looked up now. Never throws. */
  record(attempt: Attempt): void {
    this.accepted += 1
    if (this.pending >= this.limits.pendingMaxRows) {
      this.drop(1, 'too many attempts wait for the database')
      return
    }
    this.unwritten.push({ settled: { attempt, day: this.dayOf(attempt) }, at: this.ports.now() })
    if (this.unwritten.length >= WRITTEN_AT_ONCE) this.writeRows()
  }

  /** Takes what befell keys and circuits. Never throws; while the database is away, only the first are kept. */
  note(events: readonly KeyEvent[]): void {
    const room = this.limits.pendingMaxRows - this.events.length
    this.events.push(...events.slice(0, room))
  }

  start(): void {
    if (this.timer === null && !this.isClosed) this.plan(this.limits.flushMs)
  }

  /** Resolves when everything recorded and changed before the call is written. Rejects when the database refuses. */
  flush(): Promise<void> {
    const flushed = this.writing.catch(() => {}).then(() => this.writeAll())
    this.writing = flushed
    return flushed
  }

  /** Stops, and writes what is left for as long as `closeMs`; what could not be written then is counted as dropped. */
  async close(): Promise<void> {
    if (this.timer) clearTimeout(this.timer)
    this.isClosed = true
    const givesUpAt = performance.now() + this.limits.closeMs
    while (!(await this.tryFlush()) && performance.now() < givesUpAt) await pause(this.limits.flushMs)
    this.writeRows()
    const left = this.rows.count
    this.rows.drop(left)
    if (left > 0) this.drop(left, 'the database refused them until the end')
  }

  backlog(): Backlog {
    const { accepted, committed, dropped, failure } = this
    const oldestAt = this.rows.oldestAt ?? this.unwritten[0]?.at ?? null
    return { accepted, committed, dropped, pending: this.pending, oldestAt, failure }
  }

  private get pending(): number {
    return this.rows.count + this.unwritten.length
  }

  private writeRows(): void {
    for (const { settled, at } of this.unwritten) this.rows.push(attemptRow(settled), at)
    this.unwritten.length = 0
  }

  private dayOf({ keyId, outcome, isCounted, units }: Attempt): SettledAttempt['day'] {
    if (keyId === null || outcome === 'refused') return null
    if (!(isCounted ?? mayHaveCounted({ kind: outcome, isAmbiguous: false }))) return null
    const resetAt = this.ports.dayResetAt(keyId)
    return resetAt === null ? null : { resetAt, used: units }
  }

  private plan(delayMs: number): void {
    this.timer = setTimeout(() => void this.tick(), delayMs)
    // the server's sockets keep the process alive; this alone must not
    this.timer.unref()
  }

  private async tick(): Promise<void> {
    const startedAt = performance.now()
    const isWritten = await this.tryFlush()
    if (this.isClosed) return
    const waitMs = isWritten ? this.limits.flushMs : this.limits.flushMs * 2 ** Math.min(this.failuresInRow, 10)
    const elapsedMs = isWritten ? performance.now() - startedAt : 0
    this.plan(Math.max(0, Math.min(waitMs, RETRY_CAP_MS) - elapsedMs))
  }

  private async tryFlush(): Promise<boolean> {
    try {
      await this.flush()
      return true
    } catch (error) {
      this.failuresInRow += 1
      this.failure = error instanceof Error ? error.message : String(error)
      const { pending, dropped } = this.backlog()
      this.ports.warn('attempts are kept in memory: the database refuses them', {
        error: String(error),
        pending,
        dropped,
      })
      return false
    }
  }

  /** As many batches as what is there now needs; what comes meanwhile is the next flush's. */
  private async writeAll(): Promise<void> {
    this.ports.completeRows?.(this.isClosed)
    const { keys, accounts } = this.ports.takeChanged()
    for (const saved of keys) this.keys.set(saved.keyId, saved)
    for (const saved of accounts) this.accounts.set(`${saved.service}\n${saved.account}`, saved)
    this.writeRows()
    let rowsLeft = this.rows.count
    const { batchRows = BATCH_ROWS } = this.ports
    let batches = Math.max(rowsLeft, this.events.length, this.keys.size, this.accounts.size) / batchRows
    for (; batches > 0; batches -= 1) {
      await this.writeBatch(Math.min(rowsLeft, batchRows), batchRows)
      rowsLeft = Math.max(0, rowsLeft - batchRows)
    }
  }

  private async writeBatch(rowCount: number, stateCount: number): Promise<void> {
    const attempts = this.rows.list(rowCount)
    const events = this.events.slice(0, stateCount)
    const keys = first(this.keys, stateCount)
    const accounts = first(this.accounts, stateCount)
    const saved = <T>(entries: readonly (readonly [string, T])[]) => entries.map(([, state]) => state)
    await this.ports.append({ attempts, keys: saved(keys), accounts: saved(accounts), events })
    // taken out only now: a batch that failed stands as it was
    this.rows.drop(rowCount)
    this.events.splice(0, events.length)
    forget(this.keys, keys)
    forget(this.accounts, accounts)
    this.committed += rowCount
    this.failure = null
    this.failuresInRow = 0
  }

  private drop(count: number, why: string): void {
    const isFirst = this.dropped === 0
    this.dropped += count
    if (isFirst || this.isClosed) this.ports.warn(`attempts are lost: ${why}`, { dropped: this.dropped })
  }
}

function first<T>(map: ReadonlyMap<string, T>, count: number): (readonly [string, T])[] {
  const entries: (readonly [string, T])[] = []
  for (const entry of map) {
    if (entries.length === count) break
    entries.push(entry)
  }
  return entries
}

/** All but those that a later change replaced. */
function forget<T>(map: Map<string, T>, entries: readonly (readonly [string, T])[]): void {
  for (const [id, state] of entries) if (map.get(id) === state) map.delete(id)
}

function pause(ms: number): Promise<void> {
  return new Promise(resolve => setTimeout(resolve, ms))
}
