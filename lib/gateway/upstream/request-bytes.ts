/** A request as it is written to a connection. */
export type WireRequest = {
  method: string
  /** Printable ASCII, as it was admitted. */
  path: string
  /** Names and values in turn, without what says how long the body is. */
  headers: readonly string[]
  body: WireBody
}

export type WireBody =
  | { kind: 'none' }
  | { kind: 'held'; bytes: Buffer }
  /** Passes once; `length` `null`: nobody knows it, so it goes in chunks. */
  | { kind: 'passing'; stream: NodeJS.ReadableStream & { destroy(): unknown }; length: number | null }

/** A body this short is written together with its head, as one piece. */
const JOINED_BYTES = 64 * 1024
/** Methods for which no body is said too (RFC 9110, 8.6). */
const WITH_BODY: ReadonlySet<string> = new Set(['POST', 'PUT', 'PATCH'])
const NOT_A_VALUE = /[^\t\x20-\x7e\x80-\xff]/

/** The head with the first bytes of a body that is held; `null`: a header's value cannot be sent. */
export function requestBytes(request: WireRequest, host: string): Buffer | null {
  const { method, path, headers, body } = request
  let head = `${method} ${path} HTTP/1.1\r\nhost: ${host}\r\nconnection: keep-alive\r\n`
  for (let index = 0; index + 1 < headers.length; index += 2) {
    const value = headers[index + 1] ?? ''
    if (NOT_A_VALUE.test(value)) return null
    head += `${headers[index]}: ${value}\r\n`
  }
  head += `${framing(body, method)}\r\n`
  const joined = body.kind === 'held' && body.bytes.length <= JOINED_BYTES ? body.bytes.length : 0
  const bytes = Buffer.allocUnsafe(head.length + joined)
  bytes.write(head, 0, 'latin1')
  if (body.kind === 'held' && joined > 0) body.bytes.copy(bytes, head.length)
  return bytes
}

/** What of a held body `requestBytes` left out; `null`: nothing. */
export function restOf(body: WireBody): Buffer | null {
  return body.kind === 'held' && body.bytes.length > JOINED_BYTES ? body.bytes : null
}

function framing(body: WireBody, method: string): string {
  if (body.kind === 'held') return `content-length: ${body.bytes.length}\r\n`
  if (body.kind === 'none') return WITH_BODY.has(method) ? 'content-length: 0\r\n' : ''
  return body.length === null ? 'transfer-encoding: chunked\r\n' : `content-length: ${body.length}\r\n`
}
