import type { JsonObject } from '../upstream'

/** Bodies of mail that are not one flat JSON object, as fields from, to, cc and bcc. */

/** SendGrid: recipients stand in `personalizations`, as objects. */
export function readPersonalized(bytes: Buffer): JsonObject | null {
  try {
    const body: unknown = JSON.parse(bytes.toString())
    if (typeof body !== 'object' || body === null) return null
    const { personalizations, ...rest } = body as Record<string, unknown>
    if (!Array.isArray(personalizations)) return rest
    const of = (field: string) => personalizations.flatMap(each => addressesOf(each, field))
    return { ...rest, to: of('to'), cc: of('cc'), bcc: of('bcc') }
  } catch {
    return null
  }
}

function addressesOf(personalization: unknown, field: string): string[] {
  const list = (personalization as Record<string, unknown> | null)?.[field]
  return Array.isArray(list) ? list.flatMap(each => (typeof each?.email === 'string' ? [each.email] : [])) : []
}

/** Mailgun: a form, multipart or urlencoded; a field may be repeated, and hold several addresses. */
export function readForm(bytes: Buffer): JsonObject {
  const text = bytes.toString('latin1')
  const fields = text.startsWith('--') ? multipart(text) : [...new URLSearchParams(text)]
  const form: Record<string, unknown> = {}
  for (const name of new Set(fields.map(([each]) => each))) {
    const values = fields.filter(([each]) => each === name).map(([, value]) => value)
    form[name] = ['to', 'cc', 'bcc'].includes(name) ? values.flatMap(value => value.split(/,\s*/)) : values[0]
  }
  return form
}

const PART = / name="([a-z:]+)"\r\n(?:[^\r\n]+\r\n)*\r\n([\s\S]*?)\r\n--/g

function multipart(text: string): [string, string][] {
  return [...text.matchAll(PART)].map(match => [match[1] ?? '', match[2] ?? ''])
}
