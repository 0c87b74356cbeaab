import { createServer, type ServerResponse } from 'node:http'
import { ANSWER_HEADERS, answerOf } from '../workload'
import { reportListening } from './report'

/**
 * The upstream that takes its time: answers after `delayMs`, streams of `chunks` every `paceMs`, bodies of `megabytes`.
 * Without any of these it answers at once, for machines without nginx. `GET /open` tells how many answers are under way.
 */
const answers = { 1: Buffer.from(answerOf(1)), 10: Buffer.from(answerOf(10)) }
const PADDING = 'x'.repeat(24)
const MEGABYTE = Buffer.alloc(2 ** 20, 'keywheel ')
let openCount = 0

const server = createServer({ keepAliveTimeout: 300_000, requestTimeout: 0 }, (request, response) => {
  const { pathname, searchParams } = new URL(request.url ?? '/', 'http://mock')
  request.resume()
  if (pathname === '/open') return void response.end(String(openCount))
  const asked = (name: string) => Number(searchParams.get(name) ?? 0)
  openCount += 1
  response.once('close', () => {
    openCount -= 1
  })
  if (asked('chunks') > 0) request.once('end', () => stream(response, asked('chunks'), asked('paceMs')))
  else if (asked('megabytes') > 0) pour(response, asked('megabytes'))
  else if (asked('delayMs') > 0) setTimeout(() => answer(response, asked('size')), asked('delayMs'))
  else answer(response, asked('size'))
})

function answer(response: ServerResponse, size: number): void {
  const body = size === 10 ? answers[10] : answers[1]
  response.writeHead(200, [...ANSWER_HEADERS, ['content-length', String(body.length)]].flat())
  response.end(body)
}

/** Each chunk carries its number and the instant it was written, on the clock all processes share. */
function stream(response: ServerResponse, chunks: number, paceMs: number): void {
  response.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-cache' })
  let number = 0
  const startedAt = performance.now()
  const write = () => {
    const chunk = { object: 'chat.completion.chunk', n: number, t: String(process.hrtime.bigint()), pad: PADDING }
    number += 1
    const isWritten = response.write(`data: ${JSON.stringify(chunk)}\n\n`)
    if (number < chunks) return isWritten
    response.end(`data: {"choices":[],"usage":{"prompt_tokens":9,"completion_tokens":${chunks}}}\n\ndata: [DONE]\n\n`)
    return false
  }
  if (paceMs === 0) {
    const pump = () => {
      while (number < chunks && !response.destroyed)
        if (!write() && number < chunks) return void response.once('drain', pump)
    }
    pump()
    return
  }
  const next = () => {
    if (response.destroyed) return
    write()
    if (number < chunks) setTimeout(next, Math.max(0, startedAt + number * paceMs - performance.now()))
  }
  next()
}

function pour(response: ServerResponse, megabytes: number): void {
  response.writeHead(200, { 'content-type': 'application/octet-stream', 'content-length': megabytes * MEGABYTE.length })
  let left = megabytes
  const pump = () => {
    while (left > 0 && !response.destroyed) {
      left -= 1
      if (!response.write(MEGABYTE) && left > 0) return void response.once('drain', pump)
    }
    response.end()
  }
  pump()
}

server.listen({ port: 0, host: '127.0.0.1', backlog: 4096 }, () => {
  const address = server.address()
  if (address !== null && typeof address === 'object') reportListening(address.port)
})

process.once('disconnect', () => process.exit(0))
