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
  const at = text.indexOf(` name="${name}"\r\n`)
  if (at === -1) return null
  const start = text.indexOf('\r\n\r\n', at)
  const end = start === -1 ? -1 : text.indexOf('\r\n--', start + 4)
  return end === -1 ? null : text.slice(start + 4, end)
}

function latin1(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('latin1')
}
