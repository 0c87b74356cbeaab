import fc from 'fast-check'
import { expect, test } from 'vitest'
import { AnswerReader } from './answer-reader'

type Told = { status: number; raw: string[]; body: string; trailers: readonly string[] | null }

/** What is told of bytes that come in these pieces, each overwritten once it was taken, and then the end. */
function read(pieces: readonly string[], { isHead = false, closes = false } = {}) {
  const told: Told = { status: 0, raw: [], body: '', trailers: null }
  const reader = new AnswerReader(
    {
      readHead: (status, raw) => Object.assign(told, { status, raw }),
      readBody: chunk => {
        told.body += chunk.toString('latin1')
      },
      readEnd: trailers => Object.assign(told, { trailers }),
    },
    isHead,
  )
  let wrong: string | null = null
  for (const piece of pieces) {
    const bytes = Buffer.from(piece, 'latin1')
    wrong ??= reader.feed(bytes)
    bytes.fill(0)
  }
  if (closes && wrong === null) reader.close()
  return { told, wrong, reader }
}

const HEAD = 'HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\n'
const TYPE = ['content-type', 'text/plain']
const CHUNKED = `${HEAD}Transfer-Encoding: chunked\r\n\r\n`
const RAW_CHUNKED = [...TYPE, 'transfer-encoding', 'chunked']

type Case = [name: string, bytes: string, told: Told, isReusable: boolean, how?: { isHead?: boolean; closes?: boolean }]
const WHOLE: Case[] = [
  [
    'a body of a length that was said',
    `${HEAD}Content-Length: 5\r\n\r\nhello`,
    told([...TYPE, 'content-length', '5'], 'hello'),
    true,
  ],
  ['no body', `${HEAD}Content-Length: 0\r\n\r\n`, told([...TYPE, 'content-length', '0'], ''), true],
  ['chunks', `${CHUNKED}3\r\nhel\r\n2;name=value\r\nlo\r\n0\r\n\r\n`, told(RAW_CHUNKED, 'hello'), true],
  [
    'chunks and trailers',
    `${CHUNKED}A\r\nhellohello\r\n000\r\nX-Sum: 9\r\n\r\n`,
    told(RAW_CHUNKED, 'hellohello', 200, ['x-sum', '9']),
    true,
  ],
  ['a body to the close', `${HEAD}\r\nhello`, told(TYPE, 'hello'), false, { closes: true }],
  [
    'the head alone, when it was asked for',
    `${HEAD}Content-Length: 5\r\n\r\n`,
    told([...TYPE, 'content-length', '5'], ''),
    true,
    { isHead: true },
  ],
  ['nothing but a status', 'HTTP/1.1 204 No Content\r\n\r\n', told([], '', 204), true],
  ['a status without words', 'HTTP/1.1 429\r\nContent-Length: 0\r\n\r\n', told(['content-length', '0'], '', 429), true],
  [
    'a word on the way first',
    `HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: a\r\n\r\n${HEAD}Content-Length: 1\r\n\r\n!`,
    told([...TYPE, 'content-length', '1'], '!'),
    true,
  ],
  [
    'a connection that ends',
    `${HEAD}Connection: Close\r\nContent-Length: 1\r\n\r\n!`,
    told([...TYPE, 'connection', 'Close', 'content-length', '1'], '!'),
    false,
  ],
  ['HTTP/1.0', 'HTTP/1.0 200 OK\r\nContent-Length: 1\r\n\r\n!', told(['content-length', '1'], '!'), false],
  [
    'values with colons, tabs and bytes beyond ASCII',
    'HTTP/1.1 200 OK\r\nA:  b:c\t\xe9\xa0 \r\nB:\r\nContent-Length: 0\r\n\r\n',
    told(['a', 'b:c\t\xe9\xa0', 'b', '', 'content-length', '0'], ''),
    true,
  ],
]

function told(raw: string[], body: string, status = 200, trailers: readonly string[] = []): Told {
  return { status, raw, body, trailers }
}

test.each(WHOLE)('%s is read, in however many pieces it comes', (_, bytes, expected, isReusable, how = {}) => {
  const once = read([bytes], how)
  expect(once).toMatchObject({ told: expected, wrong: null })
  expect(once.reader).toMatchObject({ isOver: true, isReusable })
  expect(read([...bytes], how)).toMatchObject({ told: expected, wrong: null })
  fc.assert(
    fc.property(fc.array(fc.nat(bytes.length), { maxLength: 6 }), cuts => {
      const places = [0, ...cuts.sort((a, b) => a - b), bytes.length]
      const pieces = places.slice(1).map((end, index) => bytes.slice(places[index], end))
      expect(read(pieces, how).told).toEqual(expected)
    }),
  )
})

const MALFORMED: [name: string, bytes: string][] = [
  ['no status line', 'hello\r\n\r\n'],
  ['another protocol', 'HTTP/2 200 OK\r\n\r\n'],
  ['a status of no class', 'HTTP/1.1 999 X\r\n\r\n'],
  ['an upgrade nobody asked for', 'HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\n\r\n'],
  ['a bare line feed', 'HTTP/1.1 200 OK\nContent-Length: 0\r\n\r\n'],
  ['a bare carriage return', 'HTTP/1.1 200 OK\r\nA: b\rC: d\r\nContent-Length: 0\r\n\r\n'],
  ['a NUL', `${HEAD}A: b\0\r\nContent-Length: 0\r\n\r\n`],
  ['a folded line', `${HEAD}A: b\r\n c\r\nContent-Length: 0\r\n\r\n`],
  ['a space before the colon', `${HEAD}Content-Length : 5\r\n\r\nhello`],
  ['a line without a colon', `${HEAD}hello\r\n\r\n`],
  ['two lengths', `${HEAD}Content-Length: 1\r\nContent-Length: 1\r\n\r\n!`],
  ['a list of lengths', `${HEAD}Content-Length: 1, 1\r\n\r\n!`],
  ['a signed length', `${HEAD}Content-Length: +1\r\n\r\n!`],
  ['a length beyond numbers', `${HEAD}Content-Length: 9999999999999999999\r\n\r\n!`],
  ['a length and chunks', `${HEAD}Content-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n`],
  ['another encoding', `${HEAD}Transfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n`],
  ['chunked twice', `${HEAD}Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n`],
  ['a disguised encoding', `${HEAD}Transfer-Encoding: xchunked\r\n\r\n0\r\n\r\n`],
  ['a chunk without a size', `${CHUNKED}\r\n\r\n`],
  ['a chunk of a signed size', `${CHUNKED}-1\r\n\r\n`],
  ['a chunk of a size beyond numbers', `${CHUNKED}ffffffffffffffff\r\n`],
  ['a chunk longer than its size', `${CHUNKED}2\r\nhello\r\n0\r\n\r\n`],
  ['a chunk line with a bare line feed', `${CHUNKED}2\nhe\r\n0\r\n\r\n`],
  ['more than the answer', `${HEAD}Content-Length: 1\r\n\r\n!HTTP/1.1 200 OK\r\n\r\n`],
  ['a head without an end', `${HEAD}A: ${'a'.repeat(70_000)}`],
  ['a chunk line without an end', `${CHUNKED}1;${'a'.repeat(2000)}`],
  ['a NUL in a trailer', `${CHUNKED}0\r\nA: b\0\r\n\r\n`],
  ['a bare carriage return in a trailer', `${CHUNKED}0\r\nA: b\rC: d\r\n\r\n`],
  ['trailers without an end', `${CHUNKED}0\r\n${'A: aaaaaaaaaaaaaaaaaaaa\r\n'.repeat(4000)}`],
]

test.each(MALFORMED)('%s is malformed, in one piece or in many', (_, bytes) => {
  expect(read([bytes]).wrong).not.toBeNull()
  expect(read([...bytes]).wrong).not.toBeNull()
})

const HOPELESS: [name: string, bytes: string][] = [
  ['lines that end in a line feed alone', 'HTTP/1.1 200 OK\nContent-Length: 11\n\n{"ok":true}'],
  ['lines of another protocol', 'SSH-2.0-OpenSSH_9.6\r\n'],
  ['bytes of no text', '\x15\x03\x01'],
]

test.each(HOPELESS)('%s are malformed at once, though no empty line comes', (_, bytes) => {
  expect(read([bytes]).wrong).not.toBeNull()
  expect(read([...bytes]).wrong).not.toBeNull()
})

test('chunks that come at once are handed on as one piece, and none waits for the next to come', () => {
  const pieces: string[] = []
  const parts = {
    readHead: () => {},
    readEnd: () => {},
    readBody: (piece: Buffer) => void pieces.push(piece.toString()),
  }
  const reader = new AnswerReader(parts, false)
  for (const bytes of [`${CHUNKED}3\r\nhel\r\n2\r\nlo\r\n5\r\n w`, 'or', 'l\r\n1\r\nd\r\n0\r\n\r\n']) {
    expect(reader.feed(Buffer.from(bytes))).toBeNull()
  }
  expect(pieces).toEqual(['hello w', 'or', 'ld'])
})

test('an answer that was closed before its end is not over', () => {
  for (const bytes of ['', 'HTTP/1.1 2', HEAD, `${HEAD}Content-Length: 5\r\n\r\nhell`, `${CHUNKED}5\r\nhello\r\n0\r\n`])
    expect(read([bytes], { closes: true }).reader.isOver).toBe(false)
})

test('what the upstream says of how long it keeps the connection is read', () => {
  const after = (line: string) => read([`${HEAD}Content-Length: 0\r\n${line}\r\n`]).reader.keepAliveMs
  expect(after('Keep-Alive: timeout=5, max=100\r\n')).toBe(5000)
  expect(after('Keep-Alive: max=1\r\n')).toBeNull()
  expect(after('')).toBeNull()
})
