import { parentPort, workerData } from 'node:worker_threads'
import { type AttemptBatch, appendBatch } from '@/lib/store/attempt-batch'
import { openStore } from '@/lib/store/client'
import type { LedgerAnswer, LedgerRequest } from './ledger'

/** The thread that writes batches, so that the one that serves is never held up by the database. */
if (parentPort === null) throw new Error('the ledger runs as a worker thread')
const port = parentPort
const url: string = workerData.url
const opening = openStore({ url, now: Date.now })

port.on('message', (request: LedgerRequest) => {
  const done = request.kind === 'close' ? close() : write(request.attempts, request.states)
  const answer = (failure: string | null) => port.postMessage({ id: request.id, failure } satisfies LedgerAnswer)
  done.then(
    () => answer(null),
    (error: unknown) => answer(error instanceof Error ? error.message : String(error)),
  )
})

async function write(attempts: AttemptBatch['attempts'], states: string): Promise<void> {
  await appendBatch(await opening, { attempts, ...parseStates(states) })
}

async function close(): Promise<void> {
  port.unref()
  await (await opening).close()
}

/** They were the rest of a batch on the other side a moment ago. */
function parseStates(text: string): Omit<AttemptBatch, 'attempts'> {
  return JSON.parse(text)
}
