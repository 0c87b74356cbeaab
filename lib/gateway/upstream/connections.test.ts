import type { Socket } from 'node:net'
import { setTimeout as pause } from 'node:timers/promises'
import { afterEach, expect, test, vi } from 'vitest'
import { Asked, answer, ask, connectionsTo, endWorlds, OK, onEnd, world } from './connections.fixture'

afterEach(endWorlds)

test('requests that follow each other use one connection', async () => {
  const { upstream, connections } = await world(socket => void socket.write(OK('hi')))
  for (let count = 0; count < 5; count++) expect(await ask(connections)).toEqual(answer('hi'))
  expect(upstream.sockets).toHaveLength(1)
})

test('no more connections are opened than there may be, and who waits longest is next', async () => {
  const heard: string[] = []
  const speak = (socket: Socket, text: string) => {
    heard.push(text.split(' ')[1] ?? '')
    setTimeout(() => socket.write(OK('hi')), 20)
  }
  const { upstream, connections } = await world(speak, { count: 2 })
  const paths = ['/1', '/2', '/3', '/4', '/5', '/6']
  const all = await Promise.all(paths.map(path => ask(connections, { path })))
  expect(all).toEqual(paths.map(() => answer('hi')))
  expect(upstream.sockets).toHaveLength(2)
  expect(heard).toEqual(paths)
})

test('of many that are wanted at once only some are opened in one turn, and those that come free meanwhile are used', async () => {
  const { upstream, connections } = await world(socket => void socket.write(OK('hi')), { count: 1000 })
  const all = await Promise.all(Array.from({ length: 400 }, () => ask(connections)))
  expect(all).toEqual(all.map(() => answer('hi')))
  expect(upstream.sockets.length).toBeLessThan(400)
})

test('one who left while it waited is not asked for', async () => {
  const heard: string[] = []
  const speak = (socket: Socket, text: string) => {
    heard.push(text.split(' ')[1] ?? '')
    setTimeout(() => socket.write(OK('hi')), 20)
  }
  const { connections } = await world(speak, { count: 1 })
  const first = ask(connections, { path: '/first' })
  const left = new Asked()
  void ask(connections, { path: '/left' }, left)
  left.isOver = true
  const last = ask(connections, { path: '/last' })
  expect([await first, await last]).toEqual([answer('hi'), answer('hi')])
  expect(heard).toEqual(['/first', '/last'])
})

const NOT_KEPT: [name: string, bytes: string][] = [
  ['says that it closes', OK('one', 'Connection: close\r\n')],
  ['speaks HTTP/1.0', OK('one').replace('1.1', '1.0')],
  ['keeps it for no longer than an answer takes', OK('one', 'Keep-Alive: timeout=2\r\n')],
]
test.each(NOT_KEPT)('a connection is left when the upstream %s', async (_, bytes) => {
  const { upstream, connections } = await world((socket, _heard, number) => {
    socket.write(number === 1 ? bytes : OK('two'))
  })
  expect(await ask(connections)).toEqual(answer('one'))
  expect(await ask(connections)).toEqual(answer('two'))
  expect(upstream.sockets).toHaveLength(2)
})

test('a connection that the upstream closes while it rests is forgotten', async () => {
  const { upstream, connections } = await world(socket => void socket.write(OK('hi')))
  await ask(connections)
  upstream.sockets[0]?.end()
  await vi.waitFor(() => expect(upstream.sockets[0]?.destroyed).toBe(true))
  expect(await ask(connections)).toEqual(answer('hi'))
  expect(upstream.sockets).toHaveLength(2)
})

test('a connection that rests too long is closed', async () => {
  const { upstream, connections } = await world(socket => void socket.write(OK('hi')), { keepAliveMs: 500 })
  await ask(connections)
  await vi.waitFor(() => expect(upstream.sockets[0]?.destroyed).toBe(true), 5000)
})

test('whom no connection can be opened for learns why, each of them', async () => {
  const { upstream, connections } = await world(() => {})
  await upstream.close()
  const all = await Promise.all([ask(connections), ask(connections), ask(connections)])
  expect(all).toEqual(all.map(() => ({ kind: 'fault', code: 'ECONNREFUSED' })))
})

test('a handshake that does not come to its end is given up', async () => {
  const { upstream } = await world(() => {})
  const sealed = connectionsTo(upstream.origin.replace('http:', 'https:'), { connectMs: 100 })
  onEnd(() => sealed.end())
  expect(await ask(sealed)).toEqual({ kind: 'fault', code: 'connect-timeout' })
})

test('a body that falls silent is broken off; one whose reader is slow is not', async () => {
  const speak = (socket: Socket) => {
    socket.write('HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhello')
  }
  const { connections, upstream } = await world(speak, { idleMs: 150 })
  expect(await ask(connections)).toEqual({ kind: 'fault', code: 'idle-timeout' })
  const slow = new Asked(() => false)
  const ended = ask(connections, {}, slow)
  await pause(500)
  upstream.sockets.at(-1)?.write('world')
  slow.wire?.resume()
  expect(await ended).toEqual(answer('helloworld'))
})

test('silence is counted from when the answer is listened to again', async () => {
  const speak = (socket: Socket) => void socket.write('HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhello')
  const { connections, upstream } = await world(speak, { idleMs: 400 })
  const slow = new Asked(() => false)
  const ended = ask(connections, {}, slow)
  await pause(300)
  slow.wire?.resume()
  await pause(250)
  upstream.sockets[0]?.write('world')
  expect(await ended).toEqual(answer('helloworld'))
})

test('an upstream that leaves before its answer is whole is a fault', async () => {
  const { connections } = await world((socket, heard) => {
    socket.end(
      heard.includes('/head') ? 'HTTP/1.1 200 OK\r\nConte' : 'HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhalf',
    )
  })
  expect(await ask(connections, { path: '/head' })).toEqual({ kind: 'fault', code: 'closed' })
  expect(await ask(connections, { path: '/body' })).toEqual({ kind: 'fault', code: 'closed' })
})

test('who asks for a pause is not sent more than what is on its way already', async () => {
  const whole = 64 * 1024 * 1024
  const { connections, upstream } = await world(socket => {
    socket.write(`HTTP/1.1 200 OK\r\nContent-Length: ${whole}\r\n\r\n`)
    socket.write(Buffer.alloc(whole))
  })
  const asked = new Asked(() => false)
  const ended = ask(connections, {}, asked)
  await pause(500)
  expect(asked.byteCount).toBeLessThan(256 * 1024)
  expect(upstream.sockets[0]?.writableLength).toBeGreaterThan(whole / 2)
  const goOn = setInterval(() => asked.wire?.resume())
  onEnd(() => clearInterval(goOn))
  expect(await ended).toMatchObject({ kind: 'answer', status: 200 })
  expect(asked.byteCount).toBe(whole)
})

test('an abort closes the upstream at once, and nothing more is told', async () => {
  const { connections, upstream } = await world(socket => void socket.write(OK('hello').slice(0, -3)))
  const asked = new Asked()
  const ended = vi.fn()
  void ask(connections, {}, asked).then(ended)
  await vi.waitFor(() => expect(asked.byteCount).toBe(2))
  asked.wire?.abort()
  await vi.waitFor(() => expect(upstream.sockets[0]?.destroyed).toBe(true))
  expect(ended).not.toHaveBeenCalled()
})

test('a bug of whoever hears the answer ends its request alone', async () => {
  const { connections } = await world(socket => void socket.write(OK('hello')))
  const asked = new Asked(() => {
    throw new TypeError('a bug')
  })
  expect(await ask(connections, {}, asked)).toEqual({ kind: 'fault', code: 'a bug' })
  expect(await ask(connections)).toEqual(answer('hello'))
})

test('a bug at the end of an answer that ends with its connection ends no process', async () => {
  const { connections } = await world(socket => void socket.end('HTTP/1.1 200 OK\r\n\r\nhello'))
  const asked = new Asked()
  const told = vi.spyOn(asked, 'onComplete').mockImplementation(() => {
    throw new TypeError('a bug')
  })
  void ask(connections, {}, asked)
  await vi.waitFor(() => expect(told).toHaveBeenCalled())
  // an error that nobody catches fails this run
  await pause(20)
  expect(await ask(connections)).toMatchObject({ kind: 'answer', body: 'hello' })
})

test('a header that would end its line is never written, and needs no connection', async () => {
  const heard = vi.fn()
  const { connections, upstream } = await world((socket, text) => {
    heard(text)
    socket.write(OK('hi'))
  })
  const asked = new Asked()
  const headers = ['authorization', 'Bearer a\r\nHost: b']
  expect(await ask(connections, { headers }, asked)).toEqual({ kind: 'fault', code: 'bad-header' })
  await pause(50)
  expect(heard).not.toHaveBeenCalled()
  expect(upstream.sockets).toHaveLength(0)
  // nobody is told that it was sent
  expect(asked.wire).toBeNull()
})

test('the end fails what is under way and what waits', async () => {
  const { connections } = await world(() => {}, { count: 1 })
  const all = [ask(connections), ask(connections)]
  await pause(50)
  connections.end()
  expect(await Promise.all([...all, ask(connections)])).toEqual(Array(3).fill({ kind: 'fault', code: 'ended' }))
})
