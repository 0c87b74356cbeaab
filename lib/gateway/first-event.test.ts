import { afterEach, expect, test } from 'vitest'
import { ask, startTestGateway, startUpstream } from './gateway.fixture'

const open: { close(): Promise<void> }[] = []
afterEach(async () => {
  for (const part of open.splice(0).reverse()) await part.close()
})

test('a stream that begins with an error in unknown words is asked of the next key', async () => {
  let count = 0
  const upstream = await startUpstream((request, response) => {
    request.resume()
    response.writeHead(200, { 'content-type': 'text/event-stream' })
    response.end(
      ++count === 1 ? 'data: {"error":{"message":"something odd"}}\n\n' : 'data: {"n":1}\n\ndata: [DONE]\n\n',
    )
  })
  const gateway = await startTestGateway({ origin: upstream.origin, keyCount: 2 })
  open.push(upstream, gateway)
  const reply = await ask(gateway.origin, { body: '{}' })
  expect(reply.body.toString()).toBe('data: {"n":1}\n\ndata: [DONE]\n\n')
  expect(reply.headers['x-keywheel-attempts']).toMatch(/:service-error,.*:success$/)
})
