/** What is wrong with an answer, in a few words. */
export class Malformed extends Error {}

/** A head longer than this is no head that an API sends. */
export const HEAD_MAX_BYTES = 64 * 1024

const STATUS_LINE = /^HTTP\/1\.([01]) ([1-5]\d\d)(?: |$)/
const NOT_TEXT = /[^\t\r\n\x20-\x7e\x80-\xff]/
const TOKEN = /^[!#$%&'*+\-.^_`|~0-9A-Za-z]+$/

type Head = { status: number; isOld: boolean; raw: string[] }

/** @param text status line and fields, each with its CR LF. @throws Malformed */
export function parseHead(text: string): Head {
  if (NOT_TEXT.test(text)) throw new Malformed('its head has control characters')
  let end = lineEnd(text, 0)
  const [, minor, status] = STATUS_LINE.exec(text.slice(0, end)) ?? []
  if (status === undefined) throw new Malformed('it has no status line')
  const raw: string[] = []
  for (let at = end + 2; at < text.length; at = end + 2) {
    end = lineEnd(text, at)
    addField(raw, text.slice(at, end))
  }
  return { status: Number(status), isOld: minor === '0', raw }
}

const BEGINNING = 'HTTP/1.'
const BARE_FEED = /(?<!\r)\n/g

/**
 * Bytes that can become no head, however long one waits for its empty line: an upstream that keeps such a connection
 * open would hold its caller until the time for an answer is over.
 * @param text all there is of a head that has not ended
 * @param known how much of it was looked at before
 * @throws Malformed
 */
export function refuseHopeless(text: string, known: number): void {
  if (!text.startsWith(BEGINNING) && !BEGINNING.startsWith(text)) throw new Malformed('it has no status line')
  BARE_FEED.lastIndex = known
  if (BARE_FEED.test(text)) throw new Malformed('a line end is not CR LF')
}

/** Where the line that begins here ends. */
function lineEnd(text: string, at: number): number {
  const feed = text.indexOf('\n', at)
  if (text.indexOf('\r', at) !== feed - 1) throw new Malformed('a line end is not CR LF')
  return feed - 1
}

/** Names that were found to be well formed, and how each is told; upstreams send the same few. */
const NAMES = new Map<string, string>()
const NAMES_KEPT = 1000

/** @throws Malformed */
export function addField(raw: string[], line: string): void {
  const colon = line.indexOf(':')
  const name = line.slice(0, colon === -1 ? 0 : colon)
  raw.push(NAMES.get(name) ?? knowName(name), valueFrom(line, colon + 1))
}

/** A field that comes after the body. @throws Malformed */
export function addTrailer(raw: string[], line: string): void {
  if (NOT_TEXT.test(line) || line.includes('\r')) throw new Malformed('its trailers have control characters')
  addField(raw, line)
}

/** The rest of a line without the spaces and tabs around it (`trim` knows more kinds of space). */
function valueFrom(line: string, at: number): string {
  let start = at
  let end = line.length
  while (isSpace(line.charCodeAt(start))) start++
  while (end > start && isSpace(line.charCodeAt(end - 1))) end--
  return line.slice(start, end)
}

function isSpace(code: number): boolean {
  return code === 0x20 || code === 0x09
}

function knowName(name: string): string {
  // no name, a space before the colon, a line folded into the next: RFC 9112, 5.1 and 5.2
  if (!TOKEN.test(name)) throw new Malformed('a header line has no name')
  if (NAMES.size >= NAMES_KEPT) NAMES.clear()
  const lower = name.toLowerCase()
  NAMES.set(name, lower)
  return lower
}

type Framing = { length: number | null; isChunked: boolean; connection: string; keepAlive: number | null }

/** What its fields say of where an answer ends, and its connection. @throws Malformed */
export function readFraming(raw: readonly string[]): Framing {
  const framing: Framing = { length: null, isChunked: false, connection: '', keepAlive: null }
  for (let index = 0; index + 1 < raw.length; index += 2) readFrame(framing, raw[index] ?? '', raw[index + 1] ?? '')
  return framing
}

function readFrame(framing: Framing, name: string, value: string): void {
  if (name === 'content-length') {
    if (framing.length !== null || !/^\d{1,15}$/.test(value)) throw new Malformed('its length is in doubt')
    framing.length = Number(value)
  } else if (name === 'transfer-encoding') {
    if (framing.isChunked || value.toLowerCase() !== 'chunked') throw new Malformed('its transfer encoding is unknown')
    framing.isChunked = true
  } else if (name === 'connection') {
    framing.connection += `${value.toLowerCase()},`
  } else if (name === 'keep-alive') {
    const seconds = /(?:^|[,;\s])timeout=(\d{1,6})/i.exec(value)?.[1]
    if (seconds !== undefined) framing.keepAlive = Number(seconds) * 1000
  }
}
