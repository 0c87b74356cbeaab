import { Agent, type ClientRequest, type IncomingMessage, request, type ServerResponse } from 'node:http'
import { afterEach, expect, test } from 'vitest'
import {
  ask,
  collect,
  startTestGateway,
  startUpstream,
  type TestGateway,
  type TestUpstream,
  TOKEN,
  until,
} from './gateway.fixture'
import type { GatewayLimits } from './limits'

const open: { close(): Promise<void> }[] = []
afterEach(async () => {
  for (const part of open.splice(0).reverse()) await part.close()
})

type Answer = (request: IncomingMessage, response: ServerResponse) => void

async function stage(
  answer: Answer,
  limits: Partial<GatewayLimits> = {},
  keyCount = 1,
): Promise<[TestGateway, TestUpstream]> {
  const upstream = await startUpstream((request, response) => {
    request.resume().on('end', () => answer(request, response))
  })
  const gateway = await startTestGateway({ origin: upstream.origin, keyCount, limits })
  open.push(upstream, gateway)
  return [gateway, upstream]
}

/** A caller that can leave: resolves at the head of its answer. */
function call(origin: string, agent?: Agent): Promise<{ out: ClientRequest; answer: IncomingMessage }> {
  return new Promise((resolve, reject) => {
    const headers = { authorization: `Bearer ${TOKEN}` }
    const out = request(`${origin}/mock/v1/chat/completions`, { method: 'POST', headers, ...(agent ? { agent } : {}) })
    out.on('response', answer => resolve({ out, answer }))
    out.on('error', reject)
    out.end('{"model":"m1","stream":true}')
  })
}

const event = (text: string) => `data: {"choices":[{"delta":{"content":"${text}"}}]}\n\n`
const SSE = { 'content-type': 'text/event-stream' }

test('chunks reach the caller one by one, while the stream is still open', async () => {
  let upstreamAnswer: ServerResponse | null = null
  const [gateway] = await stage((_, response) => {
    upstreamAnswer = response
    response.writeHead(200, SSE).write(event('one'))
  })
  const { answer } = await call(gateway.origin)
  const seen: string[] = []
  answer.on('data', chunk => seen.push(String(chunk)))
  await until(() => seen.join('') === event('one'))
  const writer = upstreamAnswer as ServerResponse | null
  writer?.write(event('two'))
  await until(() => seen.join('') === event('one') + event('two'))
  writer?.end('data: {"usage":{"prompt_tokens":3,"completion_tokens":5}}\n\ndata: [DONE]\n\n')
  await until(() => gateway.attempts.length === 1)
  expect(gateway.attempts[0]).toMatchObject({ outcome: 'success', tokensIn: 3, tokensOut: 5 })
})

test('a caller that leaves closes the upstream within 50 ms, before the head and in the middle', async () => {
  let closedAt = 0
  for (const isEarly of [true, false]) {
    const [gateway, upstream] = await stage((request, response) => {
      request.socket.once('close', () => {
        closedAt = performance.now()
      })
      if (!isEarly) response.writeHead(200, SSE).write(event('one'))
    })
    let connections = 0
    upstream.server.on('connection', () => {
      connections += 1
    })
    const headers = { authorization: `Bearer ${TOKEN}` }
    const out = request(`${gateway.origin}/mock/v1/chat/completions`, { method: 'POST', headers }).on('error', () => {})
    out.on('response', answer => answer.on('error', () => {}))
    out.end('{}')
    await until(() => connections === 1)
    await new Promise(resolve => setTimeout(resolve, 50))
    closedAt = 0
    const leftAt = performance.now()
    out.destroy()
    await until(() => closedAt > 0)
    expect(closedAt - leftAt).toBeLessThan(50)
    await until(() => gateway.attempts.length === 1)
    expect(gateway.attempts[0]?.outcome).toBe('aborted')
    expect(gateway.pools.leaseCount()).toBe(0)
  }
})

const ENDS: [string, (response: ServerResponse) => void, string][] = [
  ['a reset', response => response.socket?.resetAndDestroy(), 'broken-stream'],
  ['a close', response => response.socket?.destroy(), 'broken-stream'],
  [
    'an error event',
    response => response.end('event: error\ndata: {"type":"error","error":{"type":"x"}}\n\n'),
    'broken-stream',
  ],
]
test.each(ENDS)(
  'a stream broken by %s never ends cleanly, and all that came before it is delivered',
  async (_, end, outcome) => {
    const [gateway] = await stage((__, response) => {
      response.writeHead(200, SSE).write(event('one'))
      setTimeout(() => response.write(event('two')), 10)
      setTimeout(() => end(response), 40)
    })
    const { answer } = await call(gateway.origin)
    const reply = await collect(answer)
    expect(reply.isComplete).toBe(false)
    expect(reply.body.toString().startsWith(event('one') + event('two'))).toBe(true)
    await until(() => gateway.attempts.length === 1)
    expect(gateway.attempts[0]?.outcome).toBe(outcome)
  },
)

test('a plain body shorter than promised never ends cleanly', async () => {
  const [gateway] = await stage((_, response) => {
    response.writeHead(200, { 'content-length': 1000 }).write('x'.repeat(400))
    setTimeout(() => response.socket?.destroy(), 30)
  })
  const { answer } = await call(gateway.origin)
  const reply = await collect(answer)
  expect([reply.isComplete, reply.body.length]).toEqual([false, 400])
})

test('an upstream silent in mid-stream is left after the idle limit', async () => {
  const [gateway] = await stage((_, response) => void response.writeHead(200, SSE).write(event('one')), { idleMs: 300 })
  const { answer } = await call(gateway.origin)
  const reply = await collect(answer)
  expect(reply.isComplete).toBe(false)
  await until(() => gateway.attempts.length === 1)
  expect(gateway.attempts[0]?.outcome).toBe('timed-out')
})

test('a stream past the total limit is cut', async () => {
  let timer: NodeJS.Timeout | undefined
  const [gateway] = await stage(
    (_, response) => {
      response.writeHead(200, SSE).write(event('one'))
      timer = setInterval(() => response.write(event('more')), 20)
    },
    { totalMs: 200 },
  )
  const { answer } = await call(gateway.origin)
  expect((await collect(answer)).isComplete).toBe(false)
  clearInterval(timer)
})

test('a slow reader slows the upstream down instead of filling the memory', async () => {
  const chunk = Buffer.alloc(64 * 1024, 'x')
  const total = 800 // 50 MB
  let written = 0
  const [gateway] = await stage((_, response) => {
    response.writeHead(200, { 'content-type': 'application/octet-stream' })
    const pour = () => {
      while (written < total) {
        written += 1
        if (!response.write(chunk)) {
          response.once('drain', pour)
          return
        }
      }
      response.end()
    }
    pour()
  })
  const { answer } = await call(gateway.origin)
  answer.pause()
  await new Promise(resolve => setTimeout(resolve, 300))
  // What the two sockets' kernel buffers hold is all that may be under way.
  expect(written).toBeLessThan(total / 2)
  const before = written
  await new Promise(resolve => setTimeout(resolve, 200))
  expect(written).toBe(before)
  const reading = collect(answer)
  answer.resume()
  const reply = await reading
  expect([reply.isComplete, reply.body.length]).toEqual([true, total * chunk.length])
})

test('1,000 streams at once lose and reorder nothing, and leave nothing behind', async () => {
  const COUNT = 1000
  const CHUNKS = 12
  const [gateway] = await stage((_, response) => {
    response.writeHead(200, SSE)
    let number = 0
    const timer = setInterval(() => {
      response.write(event(`c${number}`))
      number += 1
      if (number < CHUNKS) return
      clearInterval(timer)
      response.end('data: [DONE]\n\n')
    }, 20)
  })
  const expected = `${Array.from({ length: CHUNKS }, (_, number) => event(`c${number}`)).join('')}data: [DONE]\n\n`
  const round = async () => {
    const agent = new Agent({ keepAlive: false, maxSockets: COUNT })
    const replies = await Promise.all(
      Array.from({ length: COUNT }, () => call(gateway.origin, agent).then(({ answer }) => collect(answer))),
    )
    agent.destroy()
    return replies.filter(reply => reply.isComplete && reply.body.toString() === expected).length
  }
  expect(await round()).toBe(COUNT)
  globalThis.gc?.()
  const before = process.memoryUsage()
  expect(await round()).toBe(COUNT)
  await until(() => gateway.attempts.length === 2 * COUNT)
  expect(gateway.pools.leaseCount()).toBe(0)
  globalThis.gc?.()
  const after = process.memoryUsage()
  // The second thousand found all it needed already there; the rest is the test's own records.
  expect(after.heapUsed + after.external - before.heapUsed - before.external).toBeLessThan(60 * 1024 * 1024)
}, 60_000)

test('what a caller asks for first, it gets first: an answer waits for no other', async () => {
  const [gateway] = await stage((request, response) => {
    if (request.headers['x-slow'] === '1') setTimeout(() => response.end('slow'), 300)
    else response.end('fast')
  })
  const slow = ask(gateway.origin, { headers: { 'x-slow': '1' } })
  const startedAt = performance.now()
  expect((await ask(gateway.origin)).body.toString()).toBe('fast')
  expect(performance.now() - startedAt).toBeLessThan(250)
  expect((await slow).body.toString()).toBe('slow')
})
