import { ownerOf } from '@/lib/catalog/owner'
import type { ServiceDefinition } from '@/lib/catalog/service'
import { redact, shapeOf } from '@/lib/engine/error-shape'
import type { Lease } from '@/lib/engine/lease'
import type { Instant, KeyId, Outcome, ServiceId } from '@/lib/engine/vocabulary'
import type { ErrorSignal } from '@/lib/rotation/rotation-request'
import { OWNERS_MAX, type OwnerNote, saveKeyOwners } from '@/lib/store/key-owners'
import type { Store } from '@/lib/store/session'
import { addUnknownErrors, type UnknownNote } from '@/lib/store/unknown-errors'

/** Shapes held between two writings; what comes beyond is let go. */
const SHAPES_MAX = 200
/** Bodies read closely in a second: an outage must not cost more than the requests do. */
const READ_PER_SECOND = 5
/** Answers that begin alike are counted as the one that was read. */
const ALIKE_CHARS = 160
/** These statuses say all there is to say. */
const CLEAR_STATUSES: ReadonlySet<number> = new Set([401, 404, 405, 413, 422])

/**
 * What upstreams' errors teach beside their outcome: errors that no rule knew, counted by shape, and whose quota a key
 * uses. Hears on the way of an error alone, holds a bounded amount, and is written now and then.
 */
export class ErrorNotes {
  private notes = new Map<string, UnknownNote>()
  private alike = new Map<string, UnknownNote>()
  private owners = new Map<KeyId, OwnerNote>()
  private readonly known = new Map<KeyId, string>()
  private secondAt: Instant = 0
  private readCount = 0

  constructor(private readonly findService: (id: ServiceId) => ServiceDefinition | null) {}

  hear(lease: Lease, signal: ErrorSignal, outcome: Outcome): void {
    const service = this.findService(lease.service)
    if (!service) return
    this.hearOwner(service, lease.keyId, signal.headers, signal.body, signal.at)
    const status = signal.kind === 'response' ? signal.status : 0
    // without a word there is nothing to make a rule of
    const saysMore = !CLEAR_STATUSES.has(status) && signal.body.trim() !== ''
    if (outcome.isUnknown && saysMore) this.count(lease.service, status, signal, outcome)
  }

  /** An answer to a probe, or an error: it may say whose quota a key uses. */
  hearOwner(
    service: ServiceDefinition,
    keyId: KeyId,
    headers: Parameters<typeof ownerOf>[1],
    body: string,
    at: Instant,
  ): void {
    const owner = ownerOf(service, headers, body)
    if (owner === null || this.known.get(keyId) === owner) return
    if (this.known.size >= OWNERS_MAX) this.known.clear()
    this.known.set(keyId, owner)
    this.owners.set(keyId, { keyId, service: service.id, owner, seenAt: at })
  }

  private count(service: ServiceId, status: number, { body, at }: ErrorSignal, outcome: Outcome): void {
    const start = `${service}|${status}|${body.length > ALIKE_CHARS ? body.slice(0, ALIKE_CHARS) : body}`
    const same = this.alike.get(start)
    if (same) {
      same.count += 1
      same.at = at
      return
    }
    if (!this.mayRead(at) || this.alike.size >= SHAPES_MAX * 5) return
    const shape = shapeOf(body)
    const name = `${service}|${status}|${shape}`
    const note = this.notes.get(name) ?? { service, status, shape, outcome: outcome.kind, sample: '', count: 0, at }
    if (!this.notes.has(name)) {
      if (this.notes.size >= SHAPES_MAX) return
      this.notes.set(name, note)
    }
    this.alike.set(start, note)
    note.sample = redact(body)
    note.count += 1
    note.at = at
  }

  private mayRead(at: Instant): boolean {
    if (at - this.secondAt >= 1000) {
      this.secondAt = at
      this.readCount = 0
    }
    this.readCount += 1
    return this.readCount <= READ_PER_SECOND
  }

  /** Writes what was heard since the last time. What cannot be written is kept for the next, each kind by itself. */
  async flush(store: Store): Promise<void> {
    const ends = await Promise.allSettled([this.flushNotes(store), this.flushOwners(store)])
    for (const end of ends) if (end.status === 'rejected') throw end.reason
  }

  private async flushNotes(store: Store): Promise<void> {
    const { notes } = this
    if (notes.size === 0) return
    this.notes = new Map()
    this.alike = new Map()
    try {
      await addUnknownErrors(store, [...notes.values()])
    } catch (error) {
      for (const [name, note] of notes) {
        const newer = this.notes.get(name)
        if (newer) newer.count += note.count
        else if (this.notes.size < SHAPES_MAX) this.notes.set(name, note)
      }
      throw error
    }
  }

  private async flushOwners(store: Store): Promise<void> {
    const { owners } = this
    if (owners.size === 0) return
    this.owners = new Map()
    try {
      await saveKeyOwners(store, [...owners.values()])
    } catch (error) {
      for (const [keyId, owner] of owners) if (!this.owners.has(keyId)) this.owners.set(keyId, owner)
      throw error
    }
  }
}
