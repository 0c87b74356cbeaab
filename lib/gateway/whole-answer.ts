import { brotliDecompressSync, gunzipSync, inflateSync } from 'node:zlib'
import { type AnswerHeaders, withBodyLength, withoutHeader } from './headers'
import { SIGNAL_BODY_BYTES } from './limits'

/** An answer read to its end; `isCut` when it came to none. */
export type WholeAnswer = { kind: 'whole'; status: number; headers: AnswerHeaders; body: Buffer; isCut: boolean }

/** What the engine reads of an error answer's body: text, bounded, undone where it came compressed against our wish. */
export function readSignalBody(answer: WholeAnswer): string {
  const plain = decompress(answer.body, answer.headers.contentEncoding)
  return plain === null ? '' : plain.toString('utf8', 0, SIGNAL_BODY_BYTES)
}

/** The same answer with our secret masked wherever the upstream quotes it (Gemini does, of a suspended key). */
export function withoutSecret(answer: WholeAnswer, secret: string, masked: string): WholeAnswer {
  const { headers } = answer
  const list = headers.list.map(value => value.replaceAll(secret, 'redacted'))
  const facts: Record<string, string> = Object.create(null)
  for (const name in headers.facts) facts[name] = headers.facts[name]?.replaceAll(secret, 'redacted') ?? ''
  const clean = { ...answer, headers: { ...headers, list, facts } }
  const plain = decompress(answer.body, headers.contentEncoding)
  if (plain === null || !plain.includes(secret)) return clean
  const body = Buffer.from(
    plain.toString('latin1').replaceAll(secret, Buffer.from(masked).toString('latin1')),
    'latin1',
  )
  const bare = withoutHeader(withBodyLength(list, body.length), 'content-encoding')
  return { ...clean, body, headers: { ...clean.headers, list: bare, contentEncoding: '', contentLength: body.length } }
}

const PLAIN_LIMIT_BYTES = 4 * 1024 * 1024

/** Null when it cannot be undone, or would grow past the limit. */
function decompress(body: Buffer, encoding: string): Buffer | null {
  const options = { maxOutputLength: PLAIN_LIMIT_BYTES }
  try {
    switch (encoding.toLowerCase()) {
      case '':
      case 'identity':
        return body
      case 'gzip':
      case 'x-gzip':
        return gunzipSync(body, options)
      case 'deflate':
        return inflateSync(body, options)
      case 'br':
        return brotliDecompressSync(body, options)
      default:
        return null
    }
  } catch {
    return null
  }
}
