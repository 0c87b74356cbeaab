import { subscribe } from 'node:diagnostics_channel'
import { IncomingMessage } from 'node:http'

/** Set on every request of the dashboard's port, whatever the client sent under this name. */
export const PEER_HEADER = 'x-keywheel-peer'

/** Published by node:http for every request, before anybody sees it (Node's documentation, "Diagnostics Channel"). */
const REQUEST_STARTS = 'http.server.request.start'
const LOOPBACK = /^(::ffff:)?127\.|^::1$/

/**
 * Writes each request's true peer into its headers. Next keeps the socket from route handlers and offers only
 * `x-forwarded-for`, which it leaves as a client forged it. The gateway's requests are left alone.
 */
export function markPeers(gatewayPort: number): void {
  subscribe(REQUEST_STARTS, message => {
    const request = requestOf(message)
    if (request === null || request.socket.localPort === gatewayPort) return
    request.headers[PEER_HEADER] = request.socket.remoteAddress ?? ''
  })
}

function requestOf(message: unknown): IncomingMessage | null {
  const request = message instanceof Object && 'request' in message ? message.request : null
  return request instanceof IncomingMessage ? request : null
}

/**
 * Where a request comes from: its peer, or, where that is a server in front on this machine, whom that one names last.
 * A server in front on another machine is one address for all who come through it.
 */
export function addressOf(headers: Readonly<Record<string, unknown>>): string {
  const peer = headers[PEER_HEADER]
  const forwarded = headers['x-forwarded-for']
  if (typeof peer === 'string' && !LOOPBACK.test(peer)) return peer
  const named = typeof forwarded === 'string' ? forwarded.split(',').at(-1)?.trim() : undefined
  return named || (typeof peer === 'string' ? peer : '')
}
