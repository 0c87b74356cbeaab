import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { Pool } from 'undici'
import { reportListening } from './report'

/** R: the least a Node process can do between two sockets: node:http and undici's dispatch, with back-pressure. */
const [, , quick = '', paced = quick] = process.argv
const upstream = new Pool(quick, { pipelining: 1, connections: 2048 })
/** Where paced answers come from. */
const pacedUpstream = new Pool(paced, { pipelining: 1, connections: 4096 })
const DROPPED = new Set(['connection', 'keep-alive', 'transfer-encoding', 'host', 'expect', 'upgrade'])

const server = createServer({ keepAliveTimeout: 65_000 }, (request, response) => {
  const exchange = new PassThrough(response)
  response.on('close', () => exchange.leave())
  const headers = without(request.rawHeaders)
  const hasBody = request.headers['content-length'] !== undefined || request.headers['transfer-encoding'] !== undefined
  const { url = '/', method = 'GET' } = request
  const pool = url.startsWith('/openai/') ? pacedUpstream : upstream
  if (!hasBody) return void pool.dispatch({ path: url, method, headers }, exchange)
  // The whole body first, as one buffer: the quickest way undici knows to send a small one.
  collect(request, body => pool.dispatch({ path: url, method, headers, body }, exchange))
})

class PassThrough {
  private abort: (() => void) | null = null
  private resume: () => void = () => {}
  private isGone = false
  private isWaiting = false
  private readonly response: ServerResponse

  constructor(response: ServerResponse) {
    this.response = response
  }

  leave(): void {
    this.isGone = true
    if (!this.response.writableFinished) this.abort?.()
  }

  onConnect(abort: () => void): void {
    this.abort = abort
    if (this.isGone) abort()
  }

  onHeaders(status: number, raw: Buffer[] | string[], resume: () => void): boolean {
    if (status < 200) return true
    this.resume = resume
    this.response.writeHead(status, without(raw.map(part => part.toString('latin1'))))
    return true
  }

  onData(chunk: Buffer): boolean {
    if (this.response.write(chunk)) return true
    // undici may hand over what it has read already before it rests
    if (!this.isWaiting) this.response.once('drain', () => this.goOn())
    this.isWaiting = true
    return false
  }

  private goOn(): void {
    this.isWaiting = false
    this.resume()
  }

  onComplete(): void {
    this.response.end()
  }

  onError(): void {
    if (this.response.headersSent) this.response.destroy()
    else this.response.writeHead(502).end()
  }
}

function without(raw: readonly string[]): string[] {
  const list: string[] = []
  for (let index = 0; index + 1 < raw.length; index += 2) {
    const name = raw[index] ?? ''
    if (!DROPPED.has(name.toLowerCase())) list.push(name, raw[index + 1] ?? '')
  }
  return list
}

function collect(request: IncomingMessage, done: (body: Buffer) => void): void {
  const chunks: Buffer[] = []
  request.on('data', (chunk: Buffer) => chunks.push(chunk))
  request.on('end', () => done(chunks.length === 1 && chunks[0] !== undefined ? chunks[0] : Buffer.concat(chunks)))
}

server.listen({ port: 0, host: '127.0.0.1', backlog: 4096 }, () => {
  const address = server.address()
  if (address !== null && typeof address === 'object') reportListening(address.port)
})

process.once('disconnect', () => process.exit(0))
