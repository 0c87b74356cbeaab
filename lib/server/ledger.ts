import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { Worker } from 'node:worker_threads'
import { type AttemptBatch, appendBatch, BATCH_ROWS } from '@/lib/store/attempt-batch'
import type { Store } from '@/lib/store/session'

export type LedgerRequest =
  | { id: number; kind: 'append'; attempts: AttemptBatch['attempts']; states: string }
  | { id: number; kind: 'close' }
export type LedgerAnswer = { id: number; failure: string | null }

/** Where batches of attempts are written. */
export type Ledger = {
  /** Rows a batch should have at most. */
  batchRows: number
  append(batch: AttemptBatch): Promise<unknown>
  close(): Promise<void>
}

/** A batch in a thread of its own holds nobody up, and a longer one costs less per row. */
const APART_BATCH_ROWS = 2000

/** What a batch leaves behind is soon gone: more room for it than this only makes the process larger (by 9 MB). */
const LIMITS = { maxYoungGenerationSizeMb: 12 }

/** Made by `npm run build` from `ledger-worker.ts`. */
const WORKER_FILE = 'ledger-worker.js'

/** Writes in this thread: for commands, and where nothing was built. */
export function ledgerHere(store: Store): Ledger {
  return { batchRows: BATCH_ROWS, append: batch => appendBatch(store, batch), close: async () => {} }
}

/** Writes in a thread of its own, from the build in `folder`; `null` where there is no build. */
export function ledgerApart(url: string, folder: string): Ledger | null {
  const file = join(folder, 'dist', WORKER_FILE)
  return existsSync(file) ? new LedgerThread(file, url) : null
}

type Waiting = { resolve: () => void; reject: (error: Error) => void }

/** A thread that is started when needed, and again after it died: what it had not confirmed is written anew. */
class LedgerThread implements Ledger {
  readonly batchRows = APART_BATCH_ROWS
  private worker: Worker | null = null
  private readonly waiting = new Map<number, Waiting>()
  private lastId = 0

  constructor(
    private readonly file: string,
    private readonly url: string,
  ) {}

  /** Bytes change hands without being copied; states go as text, at half the price of a structured clone. */
  append({ attempts, ...states }: AttemptBatch): Promise<void> {
    const request = { id: ++this.lastId, kind: 'append', attempts, states: JSON.stringify(states) } as const
    return this.ask(request, ownBuffer(attempts))
  }

  async close(): Promise<void> {
    if (this.worker === null) return
    await this.ask({ id: ++this.lastId, kind: 'close' })
    await this.worker?.terminate()
  }

  private ask(request: LedgerRequest, owned: readonly ArrayBuffer[] = []): Promise<void> {
    return new Promise((resolve, reject) => {
      this.waiting.set(request.id, { resolve, reject })
      this.thread().postMessage(request, owned)
    })
  }

  private thread(): Worker {
    if (this.worker !== null) return this.worker
    const worker = new Worker(this.file, { workerData: { url: this.url }, resourceLimits: LIMITS })
    worker.on('message', ({ id, failure }: LedgerAnswer) => this.answer(id, failure))
    worker.on('error', error => this.failAll(error.message))
    worker.on('exit', () => {
      this.worker = null
      this.failAll('the writing thread ended')
    })
    this.worker = worker
    return worker
  }

  private answer(id: number, failure: string | null): void {
    const waiting = this.waiting.get(id)
    this.waiting.delete(id)
    if (failure === null) waiting?.resolve()
    else waiting?.reject(new Error(failure))
  }

  private failAll(failure: string): void {
    for (const id of [...this.waiting.keys()]) this.answer(id, failure)
  }
}

/** The memory of bytes that have it to themselves: it can be handed over. */
function ownBuffer(attempts: AttemptBatch['attempts']): ArrayBuffer[] {
  if (typeof attempts === 'string') return []
  const { buffer, byteLength } = attempts
  return buffer instanceof ArrayBuffer && buffer.byteLength === byteLength ? [buffer] : []
}
