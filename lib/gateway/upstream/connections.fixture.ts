import { createServer, type Server, type Socket } from 'node:net'
import { expect } from 'vitest'
import { TurnWrites } from '../turn-writes'
import type { AnswerHandler, Wire } from './answer-handler'
import { type ConnectionLimits, Connections } from './connections'
import type { WireRequest } from './request-bytes'

const LIMITS: ConnectionLimits = { connectMs: 2000, idleMs: 2000, keepAliveMs: 30_000, count: 10 }

export function connectionsTo(origin: string, limits: Partial<ConnectionLimits> = {}): Connections {
  return new Connections(new URL(origin), { ...LIMITS, ...limits }, new TurnWrites())
}

/** What became of a request. */
export type Ended =
  | { kind: 'answer'; status: number; raw: readonly string[]; body: string; trailers: readonly string[] }
  | { kind: 'fault'; code: string }

export class Asked implements AnswerHandler {
  isOver = false
  wire: Wire | null = null
  status = 0
  raw: readonly string[] = []
  chunks: Buffer[] = []
  private resolve: (ended: Ended) => void = () => {}
  readonly ended = new Promise<Ended>(resolve => {
    this.resolve = resolve
  })

  constructor(private readonly isRoom: (asked: Asked) => boolean = () => true) {}

  get byteCount(): number {
    return this.chunks.reduce((sum, { length }) => sum + length, 0)
  }

  onConnect(wire: Wire): void {
    this.wire = wire
  }

  onHeaders(status: number, raw: readonly string[]): void {
    this.status = status
    this.raw = raw
  }

  onData(chunk: Buffer): boolean {
    this.chunks.push(chunk)
    return this.isRoom(this)
  }

  onComplete(trailers: readonly string[]): void {
    const { status, raw } = this
    this.resolve({ kind: 'answer', status, raw, body: Buffer.concat(this.chunks).toString('latin1'), trailers })
  }

  onError(error: Error): void {
    this.resolve({ kind: 'fault', code: 'code' in error ? String(error.code) : error.message })
  }
}

export const QUESTION: WireRequest = { method: 'GET', path: '/', headers: [], body: { kind: 'none' } }

export function ask(connections: Connections, request: Partial<WireRequest> = {}, asked = new Asked()): Promise<Ended> {
  connections.dispatch({ ...QUESTION, ...request }, asked)
  return asked.ended
}

export type RawUpstream = { origin: string; sockets: Socket[]; server: Server; close(): Promise<void> }

/** A TCP server which says what it likes, each time it hears something. */
export async function startRaw(
  speak: (socket: Socket, heard: string, connection: number) => void,
): Promise<RawUpstream> {
  const sockets: Socket[] = []
  const server = createServer({ noDelay: true }, socket => {
    const number = sockets.push(socket)
    socket.on('error', () => {}).on('data', bytes => speak(socket, bytes.toString('latin1'), number))
  })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  const port = typeof address === 'object' && address !== null ? address.port : 0
  const close = () =>
    new Promise<void>(resolve => {
      server.close(() => resolve())
      for (const socket of sockets) socket.destroy()
    })
  return { origin: `http://127.0.0.1:${port}`, sockets, server, close }
}

export const OK = (body: string, more = '') => `HTTP/1.1 200 OK\r\n${more}Content-Length: ${body.length}\r\n\r\n${body}`

export const answer = (body: string) => expect.objectContaining({ kind: 'answer', status: 200, body })

const ends: (() => unknown)[] = []
export const onEnd = (...more: (() => unknown)[]) => void ends.push(...more)
export async function endWorlds(): Promise<void> {
  for (const end of ends.splice(0)) await end()
}

/** Connections to an upstream that says what it likes; both last until `endWorlds`. */
export async function world(
  speak: (socket: Socket, heard: string, connection: number) => void,
  limits: Partial<ConnectionLimits> = {},
): Promise<{ upstream: RawUpstream; connections: Connections }> {
  const upstream = await startRaw(speak)
  const connections = connectionsTo(upstream.origin, limits)
  onEnd(() => connections.end(), upstream.close)
  return { upstream, connections }
}
