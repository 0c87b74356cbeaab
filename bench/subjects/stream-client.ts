import { Agent, type IncomingMessage, request } from 'node:http'
import { percentile } from '../percentile'

/** Holds streams open and stamps each chunk as it comes. What it saw is one JSON line on its standard output. */
type Asked = {
  url: string
  headers: Record<string, string>
  streams: number
  chunks: number
  paceMs: number
  /** Streams one after the other in each place, until then; 0: one each. */
  seconds: number
  /** Leave after the first chunk. */
  isLeaving: boolean
}

const asked: Asked = JSON.parse(process.argv[2] ?? '{}')
const agent = new Agent({ keepAlive: true, maxSockets: asked.streams })
const seen = { streams: 0, cut: 0, chunks: 0, lost: 0, reordered: 0, merged: 0 }
const firstByteMs: number[] = []
const delayUs: number[] = []
const startedAt = performance.now()

async function place(): Promise<void> {
  do await once()
  while (asked.seconds > 0 && performance.now() - startedAt < asked.seconds * 1000)
}

function once(): Promise<void> {
  return new Promise(resolve => {
    const sentAt = performance.now()
    const body = '{"model":"gpt-4o-mini","stream":true,"messages":[]}'
    const sent = request(asked.url, {
      method: 'POST',
      agent,
      headers: { ...asked.headers, 'content-length': body.length },
    })
    sent.once('error', () => {
      if (!asked.isLeaving) seen.cut += 1
      resolve()
    })
    sent.once('response', response => read(response, sentAt, resolve))
    sent.end(body)
  })
}

function read(response: IncomingMessage, sentAt: number, done: () => void): void {
  let rest = ''
  let next = 0
  let hasEnd = false
  response.on('data', (piece: Buffer) => {
    const now = process.hrtime.bigint()
    if (next === 0 && rest === '') firstByteMs.push(performance.now() - sentAt)
    const events = (rest + piece.toString('latin1')).split('\n\n')
    rest = events.pop() ?? ''
    let isFirstOfPiece = true
    for (const event of events) {
      if (event === 'data: [DONE]') hasEnd = true
      const stamp = /"n":(\d+),"t":"(\d+)"/.exec(event)
      if (stamp === null) continue
      const number = Number(stamp[1])
      const lateUs = Number(now - BigInt(stamp[2] ?? 0)) / 1000
      if (number > next) seen.lost += number - next
      if (number < next) seen.reordered += 1
      // it waited for one that was written a pace after it
      if (asked.paceMs > 0 && lateUs > asked.paceMs * 1000 && (!isFirstOfPiece || events.length > 1)) seen.merged += 1
      isFirstOfPiece = false
      next = Math.max(next, number + 1)
      seen.chunks += 1
      delayUs.push(lateUs)
    }
    if (asked.isLeaving) response.destroy()
  })
  response.once('close', () => {
    seen.streams += 1
    if (!asked.isLeaving) {
      if (!hasEnd) seen.cut += 1
      seen.lost += Math.max(0, asked.chunks - next)
    }
    done()
  })
}

await Promise.all(Array.from({ length: asked.streams }, place))
const seconds = (performance.now() - startedAt) / 1000
const of = (values: number[], share: number) => percentile(values, share)
console.log(
  JSON.stringify({
    ...seen,
    chunksPerSecond: seen.chunks / seconds,
    ...{ firstByteP50Ms: of(firstByteMs, 0.5), firstByteP99Ms: of(firstByteMs, 0.99) },
    ...{ delayP50Us: of(delayUs, 0.5), delayP99Us: of(delayUs, 0.99) },
  }),
)
process.exit(0)
