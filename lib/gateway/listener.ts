import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo, Socket } from 'node:net'
import type { Duplex } from 'node:stream'
import type { ProblemCode } from '@/lib/contract/problem'
import { openUpstream, type Upstream } from './forward'
import type { GatewayPorts, House } from './house'
import { DEFAULT_LIMITS, type GatewayLimits } from './limits'
import { rawRefusal, refusalOf, refuse } from './refuse'
import { relay } from './relay'
import { cutOff } from './respond'
import { TurnWrites } from './turn-writes'

export type GatewayOptions = {
  host: string
  /** 0: any free one. */
  port: number
  ports: GatewayPorts
  limits?: Partial<GatewayLimits>
  /** Told of bugs: the request ends with a 500, the process goes on. */
  onBug(error: unknown): void
}

export type Gateway = {
  host: string
  port: number
  /** Takes no new connections, lets what is under way end within `graceMs`, then cuts the rest and closes. */
  drain(graceMs: number): Promise<void>
  /** Cuts what is under way, and closes. */
  close(): Promise<void>
}

/** Opens the gateway's own port. Rejects when it cannot listen there. */
export async function startGateway({ host, port, ports, onBug, ...options }: GatewayOptions): Promise<Gateway> {
  const limits: GatewayLimits = { ...DEFAULT_LIMITS, ...options.limits }
  const upstreams = new Map<string, Upstream>()
  const writes = new TurnWrites()
  const house: House = {
    ...{ ports, limits, held: { count: 0 }, writes, onBug },
    upstreamOf: origin => open(upstreams, origin, limits, writes),
  }
  /** Open connections, and the newest answer of each. */
  const connections = new Map<Socket, ServerResponse | null>()
  const server = openServer(limits, (request, response) => {
    response.shouldKeepAlive &&= server.listening
    if (response.socket === null) endWithSocket(request, response)
    connections.set(request.socket, response)
    if (request.url === HEALTH_PATH && isLook(request)) {
      answerHealth(request, response)
      return
    }
    relay(house, request, response).catch((error: unknown) => failAtTheDoor(response, error, onBug))
  })
  server.on('connection', socket => {
    connections.set(socket, null)
    socket.once('close', () => connections.delete(socket))
  })
  await listen(server, host, port)
  const drain = async (graceMs: number) => {
    await endServer(server, connections, graceMs)
    for (const upstream of upstreams.values()) upstream.connections.end()
  }
  return { ...addressOf(server), drain, close: () => drain(0) }
}

/**
 * Of a caller that sends requests ahead of their answers only the answer whose turn it is hears from Node (20.20) that
 * the connection is gone; those queued behind it have no socket yet.
 */
function endWithSocket({ socket }: IncomingMessage, response: ServerResponse): void {
  const end = () => {
    if (response.socket === null) response.destroy().emit('close')
  }
  socket.setMaxListeners(0).once('close', end)
  response.once('close', () => socket.off('close', end))
}

/** For load balancers, which have no token: it says only that this port takes requests. */
const HEALTH_PATH = '/health'

function isLook({ method }: IncomingMessage): boolean {
  return method === 'GET' || method === 'HEAD'
}

function answerHealth(request: IncomingMessage, response: ServerResponse): void {
  request.resume()
  response.writeHead(200, { 'content-type': 'application/json', 'cache-control': 'no-store' })
  response.end('{"status":"ok"}')
}

/** Every limit is stated here: a default that changes with a Node version would be nobody's decision. */
function openServer(
  limits: GatewayLimits,
  answer: (request: IncomingMessage, response: ServerResponse) => void,
): Server {
  const server = createServer(
    {
      maxHeaderSize: limits.headerBytes,
      headersTimeout: limits.headersMs,
      requestTimeout: limits.requestMs,
      keepAliveTimeout: limits.callerKeepAliveMs,
      connectionsCheckingInterval: 5000,
      noDelay: true,
      insecureHTTPParser: false,
      requireHostHeader: true,
    },
    answer,
  )
  // The body of one who waits for a 100 is asked for once it is known whose it is; relay does that.
  server.on('checkContinue', answer)
  server.on('clientError', refuseRaw)
  return server
}

/** What is no request gets a last word, and the connection ends. */
function refuseRaw(error: Error, socket: Duplex): void {
  if (!socket.writable || ('code' in error && error.code === 'ECONNRESET')) {
    socket.destroy()
    return
  }
  const code = 'code' in error ? error.code : ''
  if (code === 'HPE_HEADER_OVERFLOW') socket.end(lastWord('headers-too-large', 'The headers are too long.'))
  else if (code === 'ERR_HTTP_REQUEST_TIMEOUT')
    socket.end(lastWord('bad-request', 'The request took too long to arrive.'))
  else socket.end(lastWord('bad-request', 'This is not a well-formed HTTP/1.1 request.'))
}

function lastWord(code: ProblemCode, detail: string): string {
  return rawRefusal(refusalOf(code, detail))
}

function failAtTheDoor(response: ServerResponse, error: unknown, onBug: (error: unknown) => void): void {
  onBug(error)
  if (response.headersSent) {
    cutOff(response)
    return
  }
  refuse(response, refusalOf('internal', 'The log says what.'), [])
}

function open(upstreams: Map<string, Upstream>, origin: string, limits: GatewayLimits, writes: TurnWrites): Upstream {
  const known = upstreams.get(origin)
  if (known !== undefined) return known
  const upstream = openUpstream(origin, limits, writes)
  upstreams.set(origin, upstream)
  return upstream
}

/** Callers that connect at once and are not accepted yet; beyond Node's 511 they would have to try again. */
const BACKLOG = 4096

function listen(server: Server, host: string, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen({ port, host, backlog: BACKLOG }, () => {
      server.off('error', reject)
      resolve()
    })
  })
}

/** How often connections that fell idle are closed while the server drains. */
const IDLE_SWEEP_MS = 50

type Connections = ReadonlyMap<Socket, ServerResponse | null>

async function endServer(server: Server, connections: Connections, graceMs: number): Promise<void> {
  if (!server.listening) return
  for (const response of connections.values()) if (response?.headersSent === false) response.shouldKeepAlive = false
  const closed = new Promise(resolve => server.close(resolve))
  const sweep = setInterval(() => {
    server.closeIdleConnections()
    // Opened ahead of need and never used: Node does not count these as idle.
    for (const socket of connections.keys()) if (socket.bytesRead === 0) socket.destroy()
  }, IDLE_SWEEP_MS)
  const cut = setTimeout(() => server.closeAllConnections(), graceMs)
  if (graceMs === 0) server.closeAllConnections()
  await closed
  clearInterval(sweep)
  clearTimeout(cut)
}

function addressOf(server: Server): { host: string; port: number } {
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('the gateway listens on a TCP port')
  return { host: (address satisfies AddressInfo).address, port: address.port }
}
