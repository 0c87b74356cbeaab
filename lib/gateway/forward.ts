import type { Call } from './call'
import { Exchange, type Forwarded } from './exchange'
import type { GatewayLimits } from './limits'
import type { TurnWrites } from './turn-writes'
import { Connections } from './upstream/connections'

/** Where a service's requests go: scheme and host, and a path before every path. From configuration only. */
export type Upstream = { connections: Connections; prefix: string }

/** Opens no connection yet; `connections.end()` ends all there are. */
export function openUpstream(origin: string, limits: GatewayLimits, writes: TurnWrites): Upstream {
  const url = new URL(origin)
  const connections = new Connections(
    url,
    {
      connectMs: limits.connectMs,
      idleMs: limits.idleMs,
      keepAliveMs: limits.upstreamKeepAliveMs,
      count: limits.upstreamConnections,
    },
    writes,
  )
  return { connections, prefix: url.pathname.replace(/\/$/, '') }
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
    upstream.connections.dispatch({ method, path: upstream.prefix + path, headers, body }, exchange)
  })
  return { exchange, done }
}
