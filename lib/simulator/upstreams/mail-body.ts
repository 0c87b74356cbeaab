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
  const form: Record<string, unknown> = {}
  for (const [name, values] of grouped(text.startsWith('--') ? multipart(text) : new URLSearchParams(text))) {
    form[name] = ['to', 'cc', 'bcc'].includes(name) ? values.flatMap(value => value.split(/,\s*/)) : values[0]
  }
  return form
}

function grouped(fields: Iterable<[string, string]>): Map<string, string[]> {
  const values = new Map<string, string[]>()
  for (const [name, value] of fields) {
    const known = values.get(name)
    if (known) known.push(value)
    else values.set(name, [value])
  }
  return values
}

/** Cut at its boundary, each part is read once: a pattern over the whole would take the square of its length. */
function multipart(text: string): [string, string][] {
  const boundary = text.slice(0, Math.max(0, text.indexOf('\r\n')))
  if (boundary === '') return []
  return `\r\n${text}`.split(`\r\n${boundary}`).flatMap((part): [string, string][] => {
    const headEnd = part.indexOf('\r\n\r\n')
    const name = / name="([a-z:]+)"/.exec(part.slice(0, Math.max(0, headEnd)))?.[1]
    return name === undefined ? [] : [[name, part.slice(headEnd + 4)]]
  })
}
