import { plainPath } from './paths'

/** Mailgun's mail is a form, multipart or urlencoded, whose to, cc and bcc may each be repeated and hold many addresses. */

/** A mail is scanned no further than this; attachments behind it do not matter. */
const MAIL_SCAN_BYTES = 1024 * 1024

const SENDING = /\/v\d\/[^/]+\/messages(?:\.mime)?$/
const FORM_PART = / name="(?:to|cc|bcc)"\r\n(?:[^\r\n]+\r\n)*\r\n([\s\S]*?)\r\n--/g

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

function multipartFields(text: string): string[] {
  return [...text.matchAll(FORM_PART)].map(match => match[1] ?? '')
}

function urlencodedFields(text: string): string[] {
  const form = new URLSearchParams(text)
  return ['to', 'cc', 'bcc'].flatMap(name => form.getAll(name))
}

/** Names may hold commas (`"Doe, John" <j@x.dev>`), but each address has its one @. */
function addressCount(field: string): number {
  return field.split('@').length - 1
}
