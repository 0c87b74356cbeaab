import { Agent, type ClientRequest, type IncomingMessage, request } from 'node:http'
import { sampleCall } from './traffic-calls'
import type { SampledService } from './vocabulary'

export type TrafficOptions = {
  /** Scheme, host and port; the service's name is put in front of its own path. */
  gatewayOrigin: string
  /** A client token: it travels where each service's SDK puts its key. */
  token: string
  services: readonly SampledService[]
  requestsPerSecond: number
  signal: AbortSignal
  /** Share of generation calls that are streamed, 0 to 1. */
  streamShare?: number | undefined
}

/** `status` 0: no answer, or one that broke off. */
type TrafficCount = { service: SampledService; status: number; count: number }

export type Traffic = {
  counts(): TrafficCount[]
  /** Requests sent whose answer is not complete. */
  inFlight(): number
  /** Due requests that were left out, because `MOST_IN_FLIGHT` were open. */
  skipped(): number
  /** Resolves once `signal` said stop and every open answer was cut. */
  done: Promise<void>
}

const TICK_MS = 20
const MOST_IN_FLIGHT = 500
const TIME_LIMIT_MS = 60_000
const DEFAULT_STREAM_SHARE = 0.3

/** Sends steady real requests through a gateway, plain and streamed, service by service, and counts the answers. */
export function startTraffic(options: TrafficOptions): Traffic {
  const agent = new Agent({ keepAlive: true, maxSockets: MOST_IN_FLIGHT })
  const counts = new Map<string, TrafficCount>()
  const open = new Set<ClientRequest>()
  const startedAt = performance.now()
  let sent = 0
  let skipped = 0
  const tick = setInterval(() => {
    const due = Math.floor(((performance.now() - startedAt) / 1000) * options.requestsPerSecond)
    for (; sent < due; sent += 1) {
      if (open.size >= MOST_IN_FLIGHT) skipped += 1
      else sendOne(options, agent, sent, open, (service, status) => addCount(counts, service, status))
    }
  }, TICK_MS)
  const done = stopped(options.signal).then(async () => {
    clearInterval(tick)
    await Promise.all([...open].map(cut))
    agent.destroy()
  })
  return {
    counts: () => [...counts.values()].map(count => ({ ...count })),
    inFlight: () => open.size,
    skipped: () => skipped,
    done,
  }
}

function stopped(signal: AbortSignal): Promise<void> {
  if (signal.aborted) return Promise.resolve()
  return new Promise(resolve => signal.addEventListener('abort', () => resolve(), { once: true }))
}

function cut(sent: ClientRequest): Promise<void> {
  return new Promise(resolve => {
    sent.on('close', resolve)
    sent.destroy()
  })
}

function sendOne(
  options: TrafficOptions,
  agent: Agent,
  number: number,
  open: Set<ClientRequest>,
  count: (service: SampledService, status: number) => void,
): void {
  const service = options.services[number % options.services.length]
  if (!service) return
  const share = options.streamShare ?? DEFAULT_STREAM_SHARE
  const round = Math.floor(number / options.services.length)
  const isStream = Math.floor((round + 1) * share) > Math.floor(round * share)
  const { path, headers, body } = sampleCall(service, options.token, isStream, number)
  const sent = request(`${options.gatewayOrigin}/${service}${path}`, {
    method: 'POST',
    agent,
    headers: { ...headers, 'content-length': Buffer.byteLength(body) },
    timeout: TIME_LIMIT_MS,
  })
  open.add(sent)
  let status = 0
  sent.on('response', answer => readToEnd(answer, () => (status = answer.statusCode ?? 0)))
  sent.on('timeout', () => sent.destroy())
  sent.on('error', () => undefined)
  sent.on('close', () => {
    open.delete(sent)
    if (!options.signal.aborted) count(service, status)
  })
  sent.end(body)
}

/** A broken answer is no answer: only a complete one is told. */
function readToEnd(answer: IncomingMessage, complete: () => void): void {
  answer.on('end', complete)
  answer.on('error', () => undefined)
  answer.resume()
}

function addCount(counts: Map<string, TrafficCount>, service: SampledService, status: number): void {
  const name = `${service} ${status}`
  const row = counts.get(name) ?? { service, status, count: 0 }
  row.count += 1
  counts.set(name, row)
}
