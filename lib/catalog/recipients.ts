import { plainPath } from './paths'
import { findTopLevel } from './scan'

/** Mail is counted in recipients: every To, Cc and Bcc is one (Resend's page on account quotas). */

/** A mail is scanned no further than this; attachments behind it do not matter. */
export const MAIL_SCAN_BYTES = 1024 * 1024

const RECIPIENT_FIELDS = ['to', 'cc', 'bcc']

/** How many recipients a request mails to, at least 1; 1 too for what cannot be read. */
export function countRecipients(method: string, path: string, body: Uint8Array | null): number {
  if (method !== 'POST' || body === null) return 1
  const plain = plainPath(path)
  if (plain.endsWith('/emails')) return Math.max(1, recipientsOf(body))
  if (plain.endsWith('/emails/batch')) return Math.max(1, recipientsOfBatch(body))
  return 1
}

/** SendGrid: the recipients of a mail stand in its `personalizations`. */
export function countPersonalizedRecipients(method: string, path: string, body: Uint8Array | null): number {
  if (method !== 'POST' || body === null || !plainPath(path).endsWith('/mail/send')) return 1
  const found = findTopLevel(body, 'personalizations', MAIL_SCAN_BYTES)
  const list = found ? parse(body.subarray(found.start, found.end)) : null
  if (!Array.isArray(list)) return 1
  return Math.max(
    1,
    list.reduce<number>((count, each) => count + recipientsOfMail(each), 0),
  )
}

function recipientsOf(body: Uint8Array): number {
  let count = 0
  for (const field of RECIPIENT_FIELDS) {
    const found = findTopLevel(body, field, MAIL_SCAN_BYTES)
    if (found) count += addressCount(parse(body.subarray(found.start, found.end)))
  }
  return count
}

function recipientsOfBatch(body: Uint8Array): number {
  if (body.length > MAIL_SCAN_BYTES) return 1
  const mails = parse(body)
  if (!Array.isArray(mails)) return 1
  let count = 0
  for (const mail of mails) count += Math.max(1, recipientsOfMail(mail))
  return count
}

function recipientsOfMail(mail: unknown): number {
  if (typeof mail !== 'object' || mail === null) return 0
  return RECIPIENT_FIELDS.reduce((count, field) => count + addressCount(Reflect.get(mail, field)), 0)
}

function addressCount(value: unknown): number {
  if (typeof value === 'string') return value === '' ? 0 : 1
  return Array.isArray(value) ? value.length : 0
}

function parse(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('utf8'))
  } catch {
    return null
  }
}
