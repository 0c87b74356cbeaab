import type { RotationNews } from '@/lib/contract/rotation-news'
import { iso } from '@/lib/control/key-view'
import { countsAsSuccess } from '@/lib/control/pool-facts'
import type { Attempt } from '@/lib/engine/attempt'
import type { Event, Instant, KeyId, OutcomeKind } from '@/lib/engine/vocabulary'
import type { ResetKey } from '@/lib/rotation/deeds'

/** Lines kept for who comes late; in a storm older ones are gone before anyone could read them. */
const LINES_KEPT = 30
/** Failures that may yet be passed on to another key. */
const FAILURES_KEPT = 1000

type Told = Pick<
  Attempt,
  'requestId' | 'service' | 'keyId' | 'masked' | 'model' | 'outcome' | 'number' | 'startedAt' | 'totalMs'
>
type Line = { news: RotationNews; revision: number }
type OfRequest = Extract<RotationNews, { requestId: string | null }>
type KeyRef = { keyId: string; masked: string }

/**
 * The live feed's lines: each fact of a settle, the request it happened to, and the key that took that request over.
 * A settle tells its events before its attempt is recorded, in the same turn: that is how they find each other.
 * A line that learns more later is told again under its id.
 */
export class RotationNewsFeed {
  private readonly lines = new Map<string, Line>()
  private revision = 0
  /** Lines of the settle under way, whose attempt comes next. */
  private fresh: OfRequest[] = []
  /** By request: the lines that wait to hear which key came next. */
  private readonly unanswered = new Map<string, OfRequest[]>()
  private readonly masked: (keyId: KeyId) => string

  constructor(masked: (keyId: KeyId) => string) {
    this.masked = masked
  }

  /** Never throws. */
  events(events: readonly Event[]): void {
    for (const event of events) {
      const news = newsOf(event, `n${this.revision + 1}`, this.masked)
      if (news === null) continue
      this.publish(news)
      if ('requestId' in news) this.fresh.push(news)
    }
  }

  /** Call it right after the settle. Never throws. */
  attempt(attempt: Told): void {
    const { requestId, keyId, masked, model, outcome, number } = attempt
    if (keyId === null || masked === null) return
    const key = { keyId, masked }
    if (number > 1) this.passOn(requestId, key)
    if (this.fresh.length === 0 && countsAsSuccess(outcome)) return
    const own = this.fresh.filter(news => news.key.keyId === keyId)
    this.fresh = []
    for (const news of own) this.publish(Object.assign(news, { requestId, model }))
    if (outcome === 'refused' || countsAsSuccess(outcome)) return
    this.wait(requestId, own.length > 0 ? own : [passedOn(attempt, key, `n${this.revision + 1}`, outcome)])
    this.revision += 1
  }

  /** A person reset keys. */
  reset(keys: readonly ResetKey[], at: Instant): void {
    for (const service of new Set(keys.map(key => key.service))) {
      const keyCount = keys.filter(key => key.service === service).length
      this.publish({ kind: 'reset', id: `n${this.revision + 1}`, at: iso(at), service, keyCount })
    }
  }

  /** The newest first. @param after of these, only what came or changed since that revision */
  newest(after = 0): RotationNews[] {
    const lines = [...this.lines.values()].filter(({ revision }) => revision > after)
    return lines.map(({ news }) => ({ ...news })).reverse()
  }

  /** Grows with every line. */
  get lastRevision(): number {
    return this.revision
  }

  private publish(news: RotationNews): void {
    this.revision += 1
    this.lines.set(news.id, { news, revision: this.revision })
    if (this.lines.size <= LINES_KEPT) return
    const [oldest] = this.lines.keys()
    if (oldest !== undefined) this.lines.delete(oldest)
  }

  /** A line of before names the key that came next. A failure that cost its key nothing is told only now. */
  private passOn(requestId: string, next: KeyRef): void {
    const waiting = this.unanswered.get(requestId)
    if (!waiting) return
    this.unanswered.delete(requestId)
    for (const news of waiting) {
      const isTold = this.lines.has(news.id)
      if (isTold || news.kind === 'passed-on') this.publish(Object.assign(news, { next }))
    }
  }

  private wait(requestId: string, lines: OfRequest[]): void {
    this.unanswered.set(requestId, lines)
    if (this.unanswered.size <= FAILURES_KEPT) return
    const [oldest] = this.unanswered.keys()
    if (oldest !== undefined) this.unanswered.delete(oldest)
  }
}

function passedOn(attempt: Told, key: KeyRef, id: string, reason: OutcomeKind): OfRequest {
  const { startedAt, totalMs, service, requestId, model } = attempt
  return { kind: 'passed-on', id, at: iso(startedAt + totalMs), service, requestId, model, next: null, key, reason }
}

function newsOf(event: Event, id: string, masked: (keyId: KeyId) => string): RotationNews | null {
  const common = { id, at: iso(event.at), service: event.service }
  const ofRequest = { requestId: null, next: null }
  switch (event.kind) {
    case 'key-rested': {
      const { scope, model, reason, provenance, until } = event.cooldown
      const key = { keyId: event.keyId, masked: masked(event.keyId) }
      return { kind: 'rested', ...common, ...ofRequest, model, key, scope, reason, provenance, until: iso(until) }
    }
    case 'key-out': {
      const key = { keyId: event.keyId, masked: masked(event.keyId) }
      return { kind: 'out', ...common, ...ofRequest, model: null, key, status: event.status }
    }
    case 'key-restored':
      return { kind: 'restored', ...common, key: { keyId: event.keyId, masked: masked(event.keyId) } }
    case 'circuit-opened':
      return { kind: 'circuit', ...common, circuit: 'open', cause: event.cause, until: iso(event.until) }
    case 'circuit-closed':
      return { kind: 'circuit', ...common, circuit: 'closed', cause: null, until: null }
    case 'lease-expired':
      return null
  }
}
