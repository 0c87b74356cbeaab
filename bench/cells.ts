import { spawn } from 'node:child_process'
import { get } from 'node:http'
import { join } from 'node:path'
import type { Contestant, Ground } from './field'
import type { Loader } from './load'
import { usedBy } from './usage'
import { CLIENT_TOKEN, type PaceAsked, queryOf, questionOf, type Size } from './workload'

/** One figure of a subject under a workload; `null`: it could not be measured. */
export type Cell = Readonly<Record<string, number | null>>

export type Workload = {
  name: string
  /** The cells' fields, in the order they are shown. */
  fields: readonly string[]
  /** Left out for these subjects: they cannot be asked. */
  isFor(name: string): boolean
  measure(ground: Ground, contestant: Contestant): Promise<Cell>
}

const MB = 2 ** 20
const pause = (ms: number) => new Promise<void>(resolve => setTimeout(resolve, ms))

/** JSON calls one after the other on so many connections. */
export function jsonWorkload(
  loader: Loader,
  { size, connections, delayMs, seconds }: { size: Size; connections: number; delayMs: number; seconds: number },
): Workload {
  const wait = delayMs > 0 ? `, upstream ${delayMs} ms` : ''
  return {
    name: `${size} KB JSON, ${connections} connection${connections === 1 ? '' : 's'}${wait}`,
    fields: ['requestsPerSecond', 'p50Ms', 'p90Ms', 'p99Ms', 'errors', 'cpuUs', 'rssMb'],
    isFor: name => name !== 'P' || (delayMs === 0 && size === 1),
    measure: async (_, { pid, urlOf, headers }) => {
      const asked: PaceAsked = { ...(size === 10 && { size }), ...(delayMs > 0 && { delayMs }) }
      const url = urlOf(delayMs > 0 ? 'paced' : 'quick') + queryOf(asked)
      const before = usedBy(pid)
      const { requests, ...cell } = await loader.run({ url, headers, body: questionOf(size), connections, seconds })
      const after = usedBy(pid)
      const cpuUs = before && after ? (after.cpuUs - before.cpuUs) / Math.max(1, requests) : null
      return { ...cell, cpuUs, rssMb: after && after.rssBytes / MB }
    },
  }
}

type Streams = { streams: number; chunks: number; paceMs: number; seconds: number }

/** Streams of small chunks, each stamped when written and when read. */
export function streamWorkload({ streams, chunks, paceMs, seconds }: Streams): Workload {
  const pace = paceMs > 0 ? `every ${paceMs} ms` : 'at full speed'
  return {
    name: `${streams} stream${streams === 1 ? '' : 's'} of ${chunks} chunks ${pace}`,
    fields: [
      ...['firstByteP50Ms', 'firstByteP99Ms', 'delayP50Us', 'delayP99Us', 'chunksPerSecond'],
      ...['cut', 'lost', 'reordered', 'merged', 'cpuUsPerChunk', 'perStreamKb'],
    ],
    isFor: name => name !== 'P',
    measure: async (ground, contestant) => {
      const before = usedBy(contestant.pid)
      const running = runClient(ground, contestant, { streams, chunks, paceMs, seconds, isLeaving: false })
      // while all are open
      await pause(chunks * paceMs * 0.6)
      const during = usedBy(contestant.pid)
      const seen = await running
      const after = usedBy(contestant.pid)
      const cpuUsPerChunk = before && after ? (after.cpuUs - before.cpuUs) / Math.max(1, seen.chunks ?? 1) : null
      const perStreamKb = before && during && paceMs > 0 ? (during.rssBytes - before.rssBytes) / 1024 / streams : null
      return { ...seen, cpuUsPerChunk, perStreamKb }
    },
  }
}

/** Callers that leave after the first chunk: how long until the upstream is left too. */
export const leavingWorkload: Workload = {
  name: '64 callers that leave in mid-stream',
  fields: ['leftAfterMs', 'stillOpen'],
  isFor: name => name !== 'P',
  measure: async (ground, contestant) => {
    await runClient(ground, contestant, { streams: 64, chunks: 200, paceMs: 20, seconds: 0, isLeaving: true })
    const leftAt = performance.now()
    const LIMIT_MS = 3000
    let open = await openAt(ground.paced.port)
    while (open > 0 && performance.now() - leftAt < LIMIT_MS) {
      await pause(5)
      open = await openAt(ground.paced.port)
    }
    return { leftAfterMs: open === 0 ? performance.now() - leftAt : null, stillOpen: open }
  },
}

/**
 * One who reads 1 KB a second of 50 MB: what the subject takes until the sockets on the way are full, which is the
 * system's to decide, and what it takes after that.
 */
export function slowReaderWorkload(seconds: number): Workload {
  return {
    name: 'a reader at 1 KB/s of a 50 MB answer',
    fields: ['filledKb', 'grownKb'],
    isFor: name => name !== 'P' && name !== 'D',
    measure: async (_, { pid, urlOf }) => {
      await pause(1000)
      const before = usedBy(pid)
      const left = readSlowly(urlOf('paced') + queryOf({ megabytes: 50 }))
      await pause(1000)
      const filled = usedBy(pid)
      await pause(seconds * 1000)
      const after = usedBy(pid)
      left()
      const kb = (from: typeof after, to: typeof after) => from && to && (to.rssBytes - from.rssBytes) / 1024
      return { filledKb: kb(before, filled), grownKb: kb(filled, after) }
    },
  }
}

function readSlowly(url: string): () => void {
  const asked = get(url, { headers: { authorization: `Bearer ${CLIENT_TOKEN}` } }, response => {
    response.pause()
    const timer = setInterval(() => response.read(1024), 1000)
    response.once('close', () => clearInterval(timer))
  })
  asked.on('error', () => {})
  return () => asked.destroy()
}

async function openAt(port: number): Promise<number> {
  return Number(await (await fetch(`http://127.0.0.1:${port}/open`)).text())
}

type Client = Streams & { isLeaving: boolean }

function runClient(
  { folder }: Ground,
  { urlOf, headers }: Contestant,
  client: Client,
): Promise<Record<string, number>> {
  const { chunks, paceMs } = client
  const url = urlOf('paced') + queryOf({ chunks, paceMs })
  const own = { 'content-type': 'application/json', authorization: `Bearer ${CLIENT_TOKEN}`, ...headers }
  const asked = JSON.stringify({ ...client, url, headers: own })
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [join(folder, 'stream-client.mjs'), asked], {
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    let output = ''
    child.stdout.on('data', piece => {
      output += String(piece)
    })
    const limit = setTimeout(() => child.kill('SIGKILL'), (client.seconds + (chunks * paceMs) / 1000 + 30) * 1000)
    child.once('close', () => {
      clearTimeout(limit)
      if (output === '') reject(new Error('the stream client saw no end'))
      else resolve(JSON.parse(output))
    })
  })
}
