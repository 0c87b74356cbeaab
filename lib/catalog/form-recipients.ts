import { plainPath } from './paths'
import { MAIL_SCAN_BYTES } from './recipients'

/** Mailgun's mail is a form, multipart or urlencoded, whose to, cc and bcc may each be repeated and hold many addresses. */

const SENDING = /\/v\d\/[^/]+\/messages(?:\.mime)?$/
const WANTED = / name="(?:to|cc|bcc)"(?:\r\n|$)/
/** A part's head is a few short lines. */
const PART_HEAD_CHARS = 1000

/** How many recipients a request mails to, at least 1; 1 too for what cannot be read. */
export function countFormRecipients(method: string, path: string, body: Uint8Array | null): number {
  if (method !== 'POST' || body === null || !SENDING.test(plainPath(path))) return 1
  const { buffer, byteOffset, length } = body
  const text = Buffer.from(buffer, byteOffset, Math.min(length, MAIL_SCAN_BYTES)).toString('latin1')
  const fields = text.startsWith('--') ? multipartFields(text) : urlencodedFields(text)
  return Math.max(
    1,
    fields.reduce((count, field) => count + addressCount(field), 0),
  )
}

/** Parts are cut at the boundary that the first line names, so that each byte is looked at a fixed number of times. */
function multipartFields(text: string): string[] {
  const boundaryEnd = text.indexOf('\r\n')
  if (boundaryEnd === -1) return []
  return text.split(`\r\n${text.slice(0, boundaryEnd)}`).flatMap((part, index) => {
    const from = index === 0 ? boundaryEnd : 0
    const headEnd = part.slice(from, from + PART_HEAD_CHARS).indexOf('\r\n\r\n')
    if (headEnd === -1 || !WANTED.test(part.slice(from, from + headEnd))) return []
    return [part.slice(from + headEnd + 4)]
  })
}

function urlencodedFields(text: string): string[] {
  const form = new URLSearchParams(text)
  return ['to', 'cc', 'bcc'].flatMap(name => form.getAll(name))
}

/** Names may hold commas (`"Doe, John" <j@x.dev>`), but each address has its one @. */
function addressCount(field: string): number {
  return field.split('@').length - 1
}
