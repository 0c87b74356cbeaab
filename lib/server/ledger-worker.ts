import { parentPort, workerData } from 'node:worker_threads'
import { type AttemptBatch, appendAttempts } from '@/lib/store/attempt-batch'
import { openStore } from '@/lib/store/client'
import type { LedgerAnswer, LedgerRequest } from './ledger'

/** The thread that writes batches, so that the one that serves is never held up by the database. */
if (parentPort === null) throw new Error('the ledger runs as a worker thread')
const port = parentPort
const url: string = workerData.url
const opening = openStore({ url, now: Date.now })

port.on('message', (request: LedgerRequest) => {
  const done = request.kind === 'close' ? close() : write(request.batch)
  const answer = (failure: string | null) => port.postMessage({ id: request.id, failure } satisfies LedgerAnswer)
  done.then(
    () => answer(null),
    (error: unknown) => answer(error instanceof Error ? error.message : String(error)),
  )
})

/** The batch as text: half the price of a structured clone for the thread that serves. */
async function write(batch: string): Promise<void> {
  await appendAttempts(await opening, parseBatch(batch))
}

async function close(): Promise<void> {
  port.unref()
  await (await opening).close()
}

/** It was a batch on the other side a moment ago. */
function parseBatch(text: string): AttemptBatch {
  return JSON.parse(text)
}
