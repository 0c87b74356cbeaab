import type { ServerResponse } from 'node:http'
import { setImmediate as nextTurn, setTimeout as sleep } from 'node:timers/promises'
import type { Entry } from './ledger'
import { type Asked, replyChunkCount, type StreamScript } from './upstream'
import { DEFAULT_AFTER_CHUNKS, type Fault } from './vocabulary'

/** Unpaced chunks written before other requests get their turn. */
const CHUNKS_PER_TURN = 16
const FLUSH_LOOK_MS = 5

/**
 * Writes a streamed answer event by event, each in a write of its own, never faster than its pace or than the reader
 * takes it, and lets a mishap happen after the chunks it names. The head is already set.
 */
export async function playStream(
  res: ServerResponse,
  script: StreamScript,
  asked: Asked,
  mishap: Fault | null,
  entry: Entry,
): Promise<void> {
  const count = replyChunkCount(asked)
  const mishapAt = mishap ? Math.min(mishap.afterChunks ?? DEFAULT_AFTER_CHUNKS, count) : -1
  const startedAt = performance.now()
  if (script.opening !== '') await write(res, script.opening)
  for (let number = 1; number <= count; number += 1) {
    if (number - 1 === mishapAt && (await meet(res, script, mishap)) === 'over') return
    await pace(asked.reply.paceMs, number, startedAt)
    if (res.destroyed) return
    entry.chunkCount = number
    if (!res.write(script.chunk(number))) await drained(res)
  }
  if (mishapAt === count && (await meet(res, script, mishap)) === 'over') return
  if (!res.destroyed) res.end(script.closing)
}

/** A stall without a time lasts until the caller leaves. */
async function meet(res: ServerResponse, script: StreamScript, mishap: Fault | null): Promise<'over' | 'go on'> {
  switch (mishap?.kind) {
    case 'reset-mid-stream':
      await resetAfterSending(res)
      return 'over'
    case 'stall-mid-stream':
      res.flushHeaders()
      if (mishap.latencyMs === undefined) return 'over'
      await sleep(mishap.latencyMs)
      return 'go on'
    case 'stream-error':
      res.end(script.error)
      return 'over'
    case 'early-end':
      res.end()
      return 'over'
    default:
      return 'go on'
  }
}

/** What was written before reaches the reader: a reset throws away what still waits on our side. */
export async function resetAfterSending(res: ServerResponse): Promise<void> {
  res.flushHeaders()
  await nextTurn()
  while (res.writableLength > 0 && !res.destroyed) await sleep(FLUSH_LOOK_MS)
  res.socket?.resetAndDestroy()
}

/** Each chunk has its own instant, so that delays do not add up; a late chunk goes at once. */
async function pace(paceMs: number, number: number, startedAt: number): Promise<void> {
  if (paceMs > 0) {
    const waitMs = startedAt + number * paceMs - performance.now()
    if (waitMs > 0) await sleep(waitMs)
  } else if (number % CHUNKS_PER_TURN === 0) await nextTurn()
}

async function write(res: ServerResponse, text: string): Promise<void> {
  if (!res.write(text)) await drained(res)
}

/** Until the reader has room again, or has left. */
function drained(res: ServerResponse): Promise<void> {
  if (res.destroyed) return Promise.resolve()
  return new Promise(resolve => {
    const done = () => {
      res.off('drain', done)
      res.off('close', done)
      resolve()
    }
    res.on('drain', done)
    res.on('close', done)
  })
}
