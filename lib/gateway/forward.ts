import { Pool } from 'undici'
import type { Call } from './call'
import { Exchange, type Forwarded } from './exchange'
import type { GatewayLimits } from './limits'

/** Where a service's requests go: scheme and host, and a path before every path. From configuration only. */
export type Upstream = { pool: Pool; prefix: string }

/** Opens no connection yet; `pool.destroy()` ends all there are. */
export function openUpstream(origin: string, limits: GatewayLimits): Upstream {
  const url = new URL(origin)
  const pool = new Pool(url.origin, {
    connections: limits.upstreamConnections,
    pipelining: 1,
    connect: { timeout: limits.connectMs },
    bodyTimeout: limits.idleMs,
    // The deadline of all attempts together is ours to keep.
    headersTimeout: 0,
    keepAliveTimeout: limits.upstreamKeepAliveMs,
  })
  return { pool, prefix: url.pathname.replace(/\/$/, '') }
}

/**
 * One upstream attempt. `done` resolves as soon as it is known whether an answer may go to the caller: at the head of
 * one under 400 (of an event stream: at its first event), at the end of an error answer, or at a fault. It never
 * rejects. Redirects are answers like others: nothing follows them.
 */
export function forward(upstream: Upstream, call: Call): { exchange: Exchange; done: Promise<Forwarded> } {
  const exchange = new Exchange(call)
  const done = new Promise<Forwarded>(resolve => {
    exchange.start(resolve)
    const { method, path, headers, body } = call
    if (body.kind === 'passing' && body.length !== null) headers.push('content-length', String(body.length))
    const bytes = body.kind === 'held' ? body.bytes : body.kind === 'passing' ? body.stream : null
    upstream.pool.dispatch({ method, path: upstream.prefix + path, headers, body: bytes }, exchange)
  })
  return { exchange, done }
}
