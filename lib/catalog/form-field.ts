/** Form uploads (audio for transcription) name their model in a part of its own, before or behind the file. */

/** Looked for in the first and the last bytes only; the file lies between. */
const FORM_SCAN_BYTES = 4096

/** The text of a plain field of a multipart/form-data body, or `null`. */
export function readFormField(body: Uint8Array, name: string): string | null {
  if (body[0] !== DASH || body[1] !== DASH) return null
  const head = latin1(body.subarray(0, FORM_SCAN_BYTES))
  const tail = body.length > FORM_SCAN_BYTES ? latin1(body.subarray(-FORM_SCAN_BYTES)) : ''
  return fieldIn(head, name) ?? fieldIn(tail, name)
}

const DASH = 0x2d

function fieldIn(text: string, name: string): string | null {
  const quotedAt = text.indexOf(` name="${name}"\r\n`)
  const at = quotedAt === -1 ? text.indexOf(` name=${name}\r\n`) : quotedAt
  if (at === -1) return null
  const start = text.indexOf('\r\n\r\n', at)
  const end = start === -1 ? -1 : text.indexOf('\r\n--', start + 4)
  return end === -1 ? null : text.slice(start + 4, end)
}

function latin1(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('latin1')
}

/** A part's head is a few short lines. */
const PART_HEAD_BYTES = 4096
const CRLF = '\r\n'

/**
 * Everything a multipart/form-data body gives for one field, part by part through the whole body. `null`: it is not
 * written as all readers would read it alike, with a line for each header, each part's name said once, in the open, and
 * nothing before its first part.
 */
export function readEachFormField(body: Buffer, boundary: string, name: string): string[] | null {
  const opening = `--${boundary}${CRLF}`
  if (body.toString('latin1', 0, opening.length) !== opening) return null
  const mark = `${CRLF}--${boundary}`
  const values: string[] = []
  for (let at = opening.length; ; ) {
    const headEnd = body.subarray(0, at + PART_HEAD_BYTES).indexOf(CRLF + CRLF, at)
    const end = headEnd === -1 ? -1 : body.indexOf(mark, headEnd + CRLF.length)
    if (end === -1) return null
    const partName = nameOfPart(body.toString('latin1', at, headEnd))
    if (partName === null) return null
    if (partName.toLowerCase() === name) values.push(body.toString('latin1', headEnd + 4, end))
    at = end + mark.length + CRLF.length
    const behind = body.toString('latin1', at - CRLF.length, at)
    if (behind === '--') return values
    if (behind !== CRLF) return null
  }
}

const DISPOSITION = /^content-disposition *: *form-data *; *name=(?:"([^"\\\r\n]*)"|([^\s;"]+))(?= *;| *$)(.*)$/i

const HARMLESS = /^content-(?:(?:type|length) *:[^\r\n]*|transfer-encoding *: *(?:binary|8bit|7bit) *)$/i

/** The name of a part, by its head; `null`: readers might differ. */
function nameOfPart(head: string): string | null {
  const lines = head.split(CRLF).filter(line => !HARMLESS.test(line))
  const [, quoted, plain, rest = ''] = (lines.length === 1 && DISPOSITION.exec(lines[0] ?? '')) || []
  const isNamedOnce = !/; *name\*?[\s=]/i.test(rest.replace(/"(?:[^"\\]|\\.)*"/g, ''))
  return isNamedOnce ? (quoted ?? plain ?? null) : null
}
