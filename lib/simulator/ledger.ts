import { maskSecret } from './mask'
import type { FaultKind, SeenCount, SeenFilter, SeenRequest, SimulatedService } from './vocabulary'

/** A request while it is served: the ledger's own row, written as things happen. */
export type Entry = {
  serial: number
  service: SimulatedService
  method: string
  path: string
  rawHeaders: readonly string[]
  bodyLength: number
  secret: string | null
  model: string | null
  startedAt: number
  status: number | null
  fault: FaultKind | null
  isStream: boolean
  chunkCount: number
  isAborted: boolean
  closedAt: number | null
}

const NO_HEAD = 0

/** What the simulator saw. Counts are complete; of the requests themselves the newest are kept. */
export class Ledger {
  readonly #limit: number
  #entries: Entry[] = []
  /** Where the next entry goes once the list is full. */
  #next = 0
  #serial = 0
  #counts = new Map<string, SeenCount>()
  #arrived = new Map<string, { service: SimulatedService; secret: string | null; count: number }>()

  constructor(limit: number) {
    this.#limit = limit
  }

  open(request: Pick<Entry, 'service' | 'method' | 'path' | 'rawHeaders' | 'secret' | 'startedAt'>): Entry {
    this.#serial += 1
    const entry: Entry = {
      serial: this.#serial,
      service: request.service,
      method: request.method,
      path: request.path,
      rawHeaders: request.rawHeaders,
      bodyLength: 0,
      secret: request.secret,
      model: null,
      startedAt: request.startedAt,
      status: null,
      fault: null,
      isStream: false,
      chunkCount: 0,
      isAborted: false,
      closedAt: null,
    }
    this.#keep(entry)
    const name = `${entry.service}\n${entry.secret}`
    const arrived = this.#arrived.get(name)
    if (arrived) arrived.count += 1
    else this.#arrived.set(name, { service: entry.service, secret: entry.secret, count: 1 })
    return entry
  }

  /** The head of an answer goes out. */
  head(entry: Entry, status: number): void {
    entry.status = status
    this.#count(entry, status)
  }

  /** The answer is complete, or its connection is gone. */
  close(entry: Entry, isAborted: boolean, now: number): void {
    entry.closedAt = now
    entry.isAborted = isAborted
    if (entry.status === null) this.#count(entry, NO_HEAD)
  }

  seen(filter: SeenFilter): SeenRequest[] {
    const inOrder = [...this.#entries.slice(this.#next), ...this.#entries.slice(0, this.#next)]
    return inOrder.filter(entry => fits(entry, filter)).map(toSeen)
  }

  counts(filter: SeenFilter): SeenCount[] {
    return [...this.#counts.values()].filter(count => fits(count, filter)).map(count => ({ ...count }))
  }

  total(filter: SeenFilter): number {
    const rows = filter.status === undefined ? [...this.#arrived.values()] : this.counts(filter)
    return rows.reduce((sum, row) => sum + (fits(row, { ...filter, status: undefined }) ? row.count : 0), 0)
  }

  /** Serials go on, so that no two requests of a run share one. */
  clear(): void {
    this.#entries = []
    this.#next = 0
    this.#counts = new Map()
    this.#arrived = new Map()
  }

  #keep(entry: Entry): void {
    if (this.#entries.length < this.#limit) {
      this.#entries.push(entry)
      return
    }
    this.#entries[this.#next] = entry
    this.#next = (this.#next + 1) % this.#limit
  }

  #count({ service, secret }: Entry, status: number): void {
    const name = `${service}\n${secret}\n${status}`
    const count = this.#counts.get(name)
    if (count) count.count += 1
    else this.#counts.set(name, { service, secret, masked: secret && maskSecret(secret), status, count: 1 })
  }
}

function fits(row: { service: SimulatedService; secret: string | null; status?: number | null }, filter: SeenFilter) {
  if (filter.service !== undefined && row.service !== filter.service) return false
  if (filter.secret !== undefined && row.secret !== filter.secret) return false
  return filter.status === undefined || row.status === filter.status
}

function toSeen({ rawHeaders, ...entry }: Entry): SeenRequest {
  const headers: Record<string, string> = {}
  for (let index = 0; index + 1 < rawHeaders.length; index += 2) {
    const name = rawHeaders[index]?.toLowerCase() ?? ''
    const value = rawHeaders[index + 1] ?? ''
    headers[name] = name in headers ? `${headers[name]}, ${value}` : value
  }
  return { ...entry, headers, masked: entry.secret && maskSecret(entry.secret) }
}
