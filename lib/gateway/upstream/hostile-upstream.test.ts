import { setTimeout as pause } from 'node:timers/promises'
import fc from 'fast-check'
import { Client } from 'undici'
import { afterEach, expect, test, vi } from 'vitest'
import { Asked, answer, ask, connectionsTo, type Ended, endWorlds, OK, world } from './connections.fixture'

afterEach(endWorlds)

test('what an upstream says behind its answer never becomes the answer to another request', async () => {
  const { upstream, connections } = await world((socket, _heard, number) => {
    socket.write(number === 1 ? OK('mine') + OK('planted') : OK('yours'))
  })
  // more came than the answer: nobody can tell any more which of it is true
  expect(await ask(connections)).toEqual(expect.objectContaining({ kind: 'answer', body: 'mine' }))
  expect(await ask(connections)).toEqual(answer('yours'))
  expect(upstream.sockets).toHaveLength(2)
})

test('what an upstream says between two requests never becomes an answer', async () => {
  const { upstream, connections } = await world((socket, _heard, number) => {
    socket.write(number === 1 ? OK('mine') : OK('yours'))
  })
  expect(await ask(connections)).toEqual(answer('mine'))
  upstream.sockets[0]?.write(OK('planted'))
  await vi.waitFor(() => expect(upstream.sockets[0]?.destroyed).toBe(true))
  expect(await ask(connections)).toEqual(answer('yours'))
})

test('what an upstream said just before a request never becomes the answer to it', async () => {
  const { upstream, connections } = await world((socket, _heard, number) => {
    socket.write(number === 1 ? OK('mine') : OK('yours'))
  })
  expect(await ask(connections)).toEqual(answer('mine'))
  await pause(20)
  // on its way, not heard yet
  upstream.sockets[0]?.write(OK('planted'))
  expect(await ask(connections)).toEqual(answer('yours'))
  expect(upstream.sockets).toHaveLength(2)
})

test('no request fails by an upstream that closes behind each answer without having said so', async () => {
  const { connections } = await world(socket => void socket.end(OK('hi')), { count: 2 })
  const all = await Promise.all(Array.from({ length: 20 }, () => ask(connections)))
  expect(all).toEqual(Array(20).fill(answer('hi')))
})

/** An answer that is mostly in order, with a byte or two changed, lost or doubled. */
const almostAnAnswer = fc
  .record({
    lines: fc.array(
      fc.constantFrom(
        'Content-Length: 5',
        'Content-Length: 0',
        'Transfer-Encoding: chunked',
        'A: b',
        'Connection: close',
        'Content-Length: 12',
      ),
      { maxLength: 3 },
    ),
    status: fc.constantFrom('200 OK', '204 No Content', '304 Not Modified', '429 Slow', '100 Continue'),
    body: fc.constantFrom('hello', '5\r\nhello\r\n0\r\n\r\n', '', '2;a=b\r\nhe\r\n0\r\nA: b\r\n\r\n'),
    edits: fc.array(
      fc.record({ at: fc.nat(120), what: fc.constantFrom('cut', 'double', '\r', '\n', ' ', ':', '\0', '1', 'é') }),
      {
        maxLength: 2,
      },
    ),
  })
  .map(({ lines, status, body, edits }) => {
    const whole = `HTTP/1.1 ${status}\r\n${lines.map(line => `${line}\r\n`).join('')}\r\n${body}`
    return edits.reduce(edited, whole)
  })

function edited(text: string, { at, what }: { at: number; what: string }): string {
  const middle = what === 'cut' ? '' : what === 'double' ? text.slice(at, at + 1).repeat(2) : what
  return text.slice(0, at) + middle + text.slice(at + 1)
}

test('what is accepted here means the same to undici, whose parser is Node’s', async () => {
  let bytes = ''
  const { upstream } = await world(socket => void socket.end(bytes, 'latin1'))
  let acceptedCount = 0
  await fc.assert(
    fc.asyncProperty(almostAnAnswer, async text => {
      bytes = text
      const connections = connectionsTo(upstream.origin)
      const ours = await ask(connections)
      connections.end()
      // of these two undici wants a body as long as its header says, which RFC 9110 (8.6) forbids or leaves out
      if (ours.kind === 'fault' || ours.status === 204 || ours.status === 304) return
      acceptedCount += 1
      expect(await askUndici(upstream.origin)).toEqual(ours)
    }),
    { numRuns: 500 },
  )
  expect(acceptedCount).toBeGreaterThan(50)
})

async function askUndici(origin: string): Promise<Ended> {
  const client = new Client(origin)
  const asked = new Asked()
  const text = (raw: readonly (Buffer | string)[]) =>
    raw.map((part, index) => (index % 2 === 0 ? part.toString('latin1').toLowerCase() : part.toString('latin1')))
  client.dispatch(
    { method: 'GET', path: '/' },
    {
      onConnect: () => {},
      onHeaders: (status, raw) => {
        if (status >= 200) asked.onHeaders(status, text(raw))
        return true
      },
      onData: chunk => asked.onData(chunk),
      onComplete: trailers => asked.onComplete(text(trailers ?? [])),
      onError: error => asked.onError(error),
    },
  )
  const ended = await asked.ended
  await client.destroy()
  return ended
}
