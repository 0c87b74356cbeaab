import { setImmediate as nextTurn } from 'node:timers/promises'
import { BEAT_MS, type LiveChange, type LiveEnd, type LiveHello } from '@/lib/contract/live'
import type { Overview } from '@/lib/contract/overview'
import type { RotationNews } from '@/lib/contract/rotation-news'
import { type Instant, MINUTE_MS, SECOND_MS } from '@/lib/engine/vocabulary'
import type { Clock } from '@/lib/rotation/ports'
import type { KeyWatch } from './live-keys'
import { overviewPatch } from './live-patch'

/** How often we look while someone listens; less often where a look is expensive, so that requests go first. */
const LOOK_MS = 300
const LOOK_MAX_MS = 800
const LOOK_SHARE = 0.05
/** How often the database is asked which alerts stand and whose session is over. */
const ASK_MS = SECOND_MS
/** A reader that takes nothing for this long is gone. */
const BEHIND_MS = 30 * SECOND_MS
/** Then a stream ends and its reader comes again, with the session it has by then. */
const LIFETIME_MS = 15 * MINUTE_MS

const READERS_MAX = 64
export const READERS_OF_ONE_MAX = 16

/** One open stream. */
export type Reader = {
  /** Whose it is; sessions end. */
  operatorId: string
  isSignedIn(): Promise<boolean>
  /** @returns whether it may take more at once */
  send(bytes: Uint8Array): boolean
  /** Whether it took what it was sent. */
  isReady(): boolean
  end(): void
}
type Progress = { openedAt: Instant; behindSince: Instant | null }

export type HubPorts = {
  /** Looks at what changed, leaving others their turn: `overview` has little left to do then. */
  catchUp(): Promise<void>
  overview(): Overview
  /** The alerts that stand, asked for anew; `overview` shows them from then on. */
  refreshAlerts(): Promise<void>
  keys: KeyWatch
  news: { newest(after?: number): RotationNews[]; readonly lastRevision: number }
  now: Clock
  /** Hears of what failed; the next look is made all the same. */
  report(error: unknown): void
}

/**
 * Tells every open stream what changed. One look serves all readers and is written into bytes once; nobody looks while
 * nobody listens. A reader that is slow is left out, and gets everything anew once it has caught up.
 */
export class LiveHub {
  private readonly readers = new Map<Reader, Progress>()
  private readonly ports: HubPorts
  private timer: NodeJS.Timeout | null = null
  private before: Overview | null = null
  private newsRevision = 0
  private messageId = 0
  private toldAt = 0
  private askedAt = 0
  private isClosed = false
  /** Somebody listens, or did at the last look. */
  private isLooking = false

  constructor(ports: HubPorts) {
    this.ports = ports
  }

  get readerCount(): number {
    return this.readers.size
  }

  /** Whether one more stream of this operator may open. */
  hasRoomFor(operatorId: string): boolean {
    if (this.isClosed || this.readers.size >= READERS_MAX) return false
    let own = 0
    for (const reader of this.readers.keys()) if (reader.operatorId === operatorId) own += 1
    return own < READERS_OF_ONE_MAX
  }

  /** Opens a stream: first everything as it is, from then on what changes. Never rejects. */
  async open(reader: Reader): Promise<void> {
    this.readers.set(reader, { openedAt: this.ports.now(), behindSince: null })
    try {
      if (!this.isLooking) {
        this.isLooking = true
        await this.catchUp()
        if (this.isClosed) return
        this.begin()
        await this.ports.refreshAlerts().catch(this.ports.report)
      }
      this.greet(reader)
    } catch (error) {
      this.ports.report(error)
      this.leave(reader)
    }
  }

  /** The reader is gone, or its time is over. */
  leave(reader: Reader): void {
    if (this.readers.delete(reader)) reader.end()
  }

  /** Ends every stream, and opens none any more. */
  close(): void {
    this.isClosed = true
    for (const reader of this.readers.keys()) this.end(reader, 'stopping')
    if (this.timer) clearTimeout(this.timer)
  }

  private begin(): void {
    const now = this.ports.now()
    this.toldAt = now
    this.askedAt = now
    this.ports.keys.begin(now)
    this.newsRevision = this.ports.news.lastRevision
    this.before = this.ports.overview()
    this.timer = setTimeout(this.look, LOOK_MS)
  }

  private async catchUp(): Promise<void> {
    const { catchUp, keys, now, report } = this.ports
    await catchUp().catch(report)
    await keys.catchUp(now, nextTurn).catch(report)
  }

  /** Never rejects. */
  private readonly look = async (): Promise<void> => {
    const startedAt = performance.now()
    this.timer = null
    this.isLooking = this.readers.size > 0
    if (!this.isLooking) return
    await this.catchUp()
    if (this.isClosed) return
    try {
      this.endOld()
      this.tellChanges()
    } catch (error) {
      this.ports.report(error)
    }
    this.timer = setTimeout(this.look, pauseAfter(performance.now() - startedAt))
  }

  private tellChanges(): void {
    const { keys, now, news } = this.ports
    const after = this.ports.overview()
    const overview = overviewPatch(this.before ?? after, after)
    this.before = after
    const fresh = news.newest(this.newsRevision)
    this.newsRevision = news.lastRevision
    if (fresh.length > 0) overview.news = fresh
    const change: LiveChange = { at: after.generatedAt, overview, ...keys.changes(now()) }
    const isNews = Object.keys(overview).length > 0 || change.keys.length > 0 || change.removedKeyIds.length > 0
    if (isNews) this.tell('change', change)
    else if (now() - this.toldAt >= BEAT_MS) this.tell('beat', { at: after.generatedAt })
  }

  private tell(event: 'change' | 'beat', data: unknown): void {
    this.toldAt = this.ports.now()
    const bytes = this.message(event, data)
    for (const [reader, { behindSince }] of this.readers) {
      if (behindSince === null) this.send(reader, bytes)
      else if (reader.isReady()) this.greet(reader)
    }
  }

  /** Everything as it is: for who comes new, and for who was left out for a while. */
  private greet(reader: Reader): void {
    const progress = this.readers.get(reader)
    if (!progress) return
    progress.behindSince = null
    const hello: LiveHello = { overview: this.ports.overview() }
    this.send(reader, this.message('hello', hello))
  }

  private send(reader: Reader, bytes: Uint8Array): void {
    const progress = this.readers.get(reader)
    if (progress && !reader.send(bytes)) progress.behindSince ??= this.ports.now()
  }

  private message(event: string, data: unknown): Uint8Array {
    this.messageId += 1
    return encoder.encode(`id: ${this.messageId}\nevent: ${event}\ndata: ${JSON.stringify(data)}\n\n`)
  }

  /** Streams whose time is over: their reader is gone, their session ended, or they are due to come again. */
  private endOld(): void {
    const now = this.ports.now()
    for (const [reader, { behindSince, openedAt }] of this.readers) {
      if (behindSince !== null && now - behindSince > BEHIND_MS) this.leave(reader)
      else if (now - openedAt > LIFETIME_MS) this.end(reader, 'renew')
    }
    if (Math.abs(now - this.askedAt) < ASK_MS) return
    this.askedAt = now
    this.ports.refreshAlerts().catch(this.ports.report)
    for (const reader of this.readers.keys()) this.endIfSignedOut(reader)
  }

  private endIfSignedOut(reader: Reader): void {
    const endUnless = (isSignedIn: boolean) => {
      if (!isSignedIn) this.end(reader, 'signed-out')
    }
    reader.isSignedIn().then(endUnless).catch(this.ports.report)
  }

  private end(reader: Reader, reason: LiveEnd['reason']): void {
    const end: LiveEnd = { reason }
    if (this.readers.has(reader)) reader.send(this.message('end', end))
    this.leave(reader)
  }
}

const encoder = new TextEncoder()

function pauseAfter(elapsedMs: number): number {
  return Math.min(LOOK_MAX_MS, Math.max(LOOK_MS, elapsedMs / LOOK_SHARE))
}
