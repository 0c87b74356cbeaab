import { subscribe } from 'node:diagnostics_channel'
import { IncomingMessage } from 'node:http'

/** Set on every request of the dashboard's port, whatever the client sent under this name. */
export const PEER_HEADER = 'x-keywheel-peer'

/** Published by node:http for every request, before anybody sees it (Node's documentation, "Diagnostics Channel"). */
const REQUEST_STARTS = 'http.server.request.start'
/** Set likewise where somebody in between named whom it asks for, or speaks an old dialect as such servers do. */
const BETWEEN_HEADER = 'x-keywheel-between'
const BETWEEN = /^(x-forwarded(-.+)?|forwarded|via|x-real-ip|x-client-ip|cf-connecting-ip|true-client-ip)$/
const LOOPBACK_HOST = /^(localhost|127(\.\d+){3}|\[::1\])(:\d+)?$/i
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
    // now, before Next adds such names of its own
    const isBetween = request.httpVersion !== '1.1' || Object.keys(request.headers).some(name => BETWEEN.test(name))
    request.headers[BETWEEN_HEADER] = String(isBetween)
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

/**
 * Whether a request was made on this machine, by nobody's order: to a local name, without a sign of a server in between,
 * and where no address is set (NEXTAUTH_URL) under which others come.
 */
export function isOwnMachine(headers: Headers, publicUrl: string | null): boolean {
  const isPublic = publicUrl !== null && !LOOPBACK_HOST.test(new URL(publicUrl).host)
  const isHere = LOOPBACK.test(headers.get(PEER_HEADER) ?? '') && LOOPBACK_HOST.test(headers.get('host') ?? '')
  return isHere && !isPublic && headers.get(BETWEEN_HEADER) === 'false'
}
