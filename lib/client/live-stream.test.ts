import { createServer, type Server, type ServerResponse } from 'node:http'
import { afterEach, expect, test } from 'vitest'
import { messagesOf } from './live-stream'

let server: Server | undefined
afterEach(() => {
  server?.closeAllConnections()
  server?.close()
})

async function served(write: (response: ServerResponse) => void): Promise<ReadableStream<Uint8Array>> {
  server = createServer((_, response) => {
    response.writeHead(200, { 'content-type': 'text/event-stream' })
    write(response)
  }).listen(0, '127.0.0.1')
  await new Promise(resolve => server?.once('listening', resolve))
  const address = server.address()
  const port = address !== null && typeof address === 'object' ? address.port : 0
  const { body } = await fetch(`http://127.0.0.1:${port}`)
  if (body === null) throw new Error('no body')
  return body
}

const change = { at: '2026-11-22T06:30:00.000Z', overview: {}, keys: [], removedKeyIds: ['ə-açar'], hasMoreKeys: false }
const block = `id: 1\nevent: change\ndata: ${JSON.stringify(change)}\n\n`

test('reads messages however the network cuts them, and passes over beats and unknown words', async () => {
  const bytes = Buffer.from(`${block}id: 2\nevent: beat\ndata: {"at":"x"}\n\nevent: later\ndata: 1\n\n${block}`)
  const body = await served(response => {
    for (let at = 0; at < bytes.length; at += 7) response.write(bytes.subarray(at, at + 7))
    response.end()
  })
  const read = []
  for await (const message of messagesOf(body, () => {})) read.push(message)
  expect(read).toEqual([
    { event: 'change', data: change },
    { event: 'change', data: change },
  ])
})

test('a half message at the end of a broken stream is no message', async () => {
  const body = await served(response => {
    response.write(block)
    response.write(block.slice(0, 40), () => response.destroy())
  })
  const read: unknown[] = []
  const reading = (async () => {
    for await (const message of messagesOf(body, () => {})) read.push(message)
  })()
  await expect(reading).rejects.toThrow()
  expect(read).toHaveLength(1)
})
