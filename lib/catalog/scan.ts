/**
 * Finds one top-level field of a JSON object in raw bytes, without parsing the whole: the gateway asks this of every
 * request. It does not validate; of a field given twice the first counts. Nothing here throws.
 */

/** A model is looked for no further than this. */
export const MODEL_SCAN_BYTES = 64 * 1024

/** The text of a top-level string field, or `null`: absent, not a string, or not within `limitBytes`. */
export function readTopLevelString(body: Uint8Array, name: string, limitBytes = MODEL_SCAN_BYTES): string | null {
  const found = findTopLevel(body, name, limitBytes)
  if (found === null || body[found.start] !== QUOTE) return null
  return textOf(body, found.start, found.end)
}

/** Whether a top-level field is literally `true`, within `limitBytes`. */
export function readTopLevelFlag(body: Uint8Array, name: string, limitBytes = MODEL_SCAN_BYTES): boolean {
  const found = findTopLevel(body, name, limitBytes)
  return found !== null && body[found.start] === LETTER_T
}

/** The raw bytes of a top-level field's value, as `[start, end)`. `name` is plain ASCII. */
export function findTopLevel(
  body: Uint8Array,
  name: string,
  limitBytes: number,
): { start: number; end: number } | null {
  const bytes = body.length > limitBytes ? body.subarray(0, limitBytes) : body
  let at = skipSpace(bytes, 0)
  if (bytes[at] !== OPEN_BRACE) return null
  at = skipSpace(bytes, at + 1)
  while (bytes[at] === QUOTE) {
    const keyEnd = endOfString(bytes, at)
    if (keyEnd === NOT_FOUND) return null
    const colon = skipSpace(bytes, keyEnd)
    if (bytes[colon] !== COLON) return null
    const start = skipSpace(bytes, colon + 1)
    const end = endOfValue(bytes, start)
    if (end === NOT_FOUND) return null
    if (isNamed(bytes, at, keyEnd, name)) return { start, end }
    at = skipSpace(bytes, end)
    if (bytes[at] !== COMMA) return null
    at = skipSpace(bytes, at + 1)
  }
  return null
}

/** What is said for some fields, each with all that is given for it; `isWhole`: everything there is was read. */
export type EachRead<Name extends string> = { fields: Map<Name, string[]>; isWhole: boolean }

/**
 * The values of some top-level fields, as raw text, in one pass over the whole body: for those who must not miss a
 * field that is far behind, given again, or given in other letters, which some readers take for the same. What is longer
 * than `MODEL_SCAN_BYTES` is cut.
 */
export function readEach<Name extends string>(body: Buffer, names: readonly Name[]): EachRead<Name> {
  const byKey = new Map(names.map(name => [name.toLowerCase(), name]))
  const fields = new Map<Name, string[]>()
  const broken = { fields, isWhole: false }
  let at = skipSpace(body, 0)
  if (body[at] !== OPEN_BRACE) return broken
  const first = skipSpace(body, at + 1)
  if (body[first] === CLOSE_BRACE) return { fields, isWhole: skipSpace(body, first + 1) === body.length }
  do {
    at = skipSpace(body, at + 1)
    const keyEnd = body[at] === QUOTE ? endOfString(body, at) : NOT_FOUND
    const colon = keyEnd === NOT_FOUND ? NOT_FOUND : skipSpace(body, keyEnd)
    if (colon === NOT_FOUND || body[colon] !== COLON) return broken
    const start = skipSpace(body, colon + 1)
    const end = endOfValue(body, start)
    if (end === NOT_FOUND) return broken
    const name = byKey.get(keyOf(body, at, keyEnd))
    if (name !== undefined) {
      const text = body.toString('utf8', start, Math.min(end, start + MODEL_SCAN_BYTES))
      const texts = fields.get(name)
      if (texts === undefined) fields.set(name, [text])
      else texts.push(text)
    }
    at = skipSpace(body, end)
  } while (body[at] === COMMA)
  return { fields, isWhole: body[at] === CLOSE_BRACE && skipSpace(body, at + 1) === body.length }
}

const NOT_FOUND = -1
const QUOTE = 0x22
const LETTER_T = 0x74
const COMMA = 0x2c
const COLON = 0x3a
const BACKSLASH = 0x5c
const OPEN_BRACE = 0x7b
const CLOSE_BRACE = 0x7d
const OPEN_BRACKET = 0x5b
const CLOSE_BRACKET = 0x5d

function skipSpace(bytes: Uint8Array, from: number): number {
  let at = from
  for (;;) {
    const byte = bytes[at]
    if (byte !== 0x20 && byte !== 0x0a && byte !== 0x0d && byte !== 0x09) return at
    at++
  }
}

/** Short strings are walked; in long ones the native search for the next quote is faster. */
const WALKED_BYTES = 16

/** The index behind the closing quote of the string that opens at `open`. */
function endOfString(bytes: Uint8Array, open: number): number {
  let at = open + 1
  const walkTo = Math.min(bytes.length, at + WALKED_BYTES)
  while (at < walkTo) {
    const byte = bytes[at]
    if (byte === QUOTE) return at + 1
    at += byte === BACKSLASH ? 2 : 1
  }
  while (at < bytes.length) {
    const quote = bytes.indexOf(QUOTE, at)
    if (quote === NOT_FOUND) return NOT_FOUND
    if (!isEscaped(bytes, quote, open)) return quote + 1
    at = quote + 1
  }
  return NOT_FOUND
}

/** A quote is escaped by an odd run of backslashes before it. */
function isEscaped(bytes: Uint8Array, quote: number, open: number): boolean {
  let at = quote - 1
  while (at > open && bytes[at] === BACKSLASH) at--
  return (quote - 1 - at) % 2 === 1
}

function endOfValue(bytes: Uint8Array, start: number): number {
  const first = bytes[start]
  if (first === QUOTE) return endOfString(bytes, start)
  if (first === OPEN_BRACE || first === OPEN_BRACKET) return endOfNested(bytes, start)
  return endOfScalar(bytes, start)
}

function endOfNested(bytes: Uint8Array, start: number): number {
  let depth = 0
  let at = start
  while (at < bytes.length) {
    const byte = bytes[at]
    if (byte === QUOTE) {
      at = endOfString(bytes, at)
      if (at === NOT_FOUND) return NOT_FOUND
      continue
    }
    at++
    if (byte === OPEN_BRACE || byte === OPEN_BRACKET) depth++
    else if ((byte === CLOSE_BRACE || byte === CLOSE_BRACKET) && --depth === 0) return at
  }
  return NOT_FOUND
}

/** A number, `true`, `false` or `null`: up to what may follow a value. Cut off by the bytes' end it is not known. */
function endOfScalar(bytes: Uint8Array, start: number): number {
  for (let at = start; at < bytes.length; at++) {
    const byte = bytes[at]
    if (byte === COMMA || byte === CLOSE_BRACE || byte === 0x20 || byte === 0x0a || byte === 0x0d || byte === 0x09) {
      return at === start ? NOT_FOUND : at
    }
  }
  return NOT_FOUND
}

function isNamed(bytes: Uint8Array, open: number, end: number, name: string): boolean {
  if (end - open - 2 === name.length) {
    for (let i = 0; i < name.length; i++) if (bytes[open + 1 + i] !== name.charCodeAt(i)) return false
    return true
  }
  // a key may be written with escapes: "mod\u0065l"
  return bytes.subarray(open, end).indexOf(BACKSLASH) !== NOT_FOUND && textOf(bytes, open, end) === name
}

/** A key as readers understand it who do not mind its case: those written in Go take `Model` for `model`. */
function keyOf(bytes: Uint8Array, open: number, end: number): string {
  return end - open > KEY_READ_BYTES ? '' : (textOf(bytes, open, end)?.toLowerCase() ?? '')
}

/** Longer than any name that is looked for, written in escapes (`\u006d`) throughout. */
const KEY_READ_BYTES = 200

/** Names are short and plain: their characters are joined one by one, which is faster than any decoder. */
const PLAIN_CHARS = 64

/**
 * The last plain text of each length: callers name the same few models, and where all of them hold one and the same
 * text, it is made, hashed and compared once.
 */
const LAST_TEXTS: string[] = []

function isText(text: string, bytes: Uint8Array, start: number): boolean {
  for (let index = 0; index < text.length; index++) if (bytes[start + index] !== text.charCodeAt(index)) return false
  return true
}

/** The text of the JSON string at `[start, end)`, quotes included in the range; `null` when it is not one. */
function textOf(bytes: Uint8Array, start: number, end: number): string | null {
  const length = end - start - 2
  if (length <= PLAIN_CHARS) {
    const last = LAST_TEXTS[length]
    if (last !== undefined && isText(last, bytes, start + 1)) return last
    let text = ''
    let at = start + 1
    for (; at < end - 1; at++) {
      const byte = bytes[at] ?? BACKSLASH
      if (byte === BACKSLASH || byte > 0x7e || byte < 0x20) break
      text += String.fromCharCode(byte)
    }
    if (at === end - 1) {
      LAST_TEXTS[length] = text
      return text
    }
  }
  return decode(Buffer.from(bytes.buffer, bytes.byteOffset + start, end - start).toString('utf8'))
}

function decode(raw: string): string | null {
  if (!raw.includes('\\')) return raw.slice(1, -1)
  try {
    const parsed: unknown = JSON.parse(raw)
    return typeof parsed === 'string' ? parsed : null
  } catch {
    return null
  }
}
