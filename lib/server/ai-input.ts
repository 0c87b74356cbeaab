import { bearerOf } from '@/lib/gateway/bearer'
import { Refused, readBytes, requireJsonType } from './operator-door'

/** What a program shows, where its SDK would put a key; `null`: nothing. */
export function clientTokenOf(headers: Headers): string | null {
  return bearerOf(headers.get('authorization')) ?? headers.get('x-api-key')
}

/** A JSON body, or a form with files. @throws Refused */
export async function readGiven(request: Request, limitBytes: number): Promise<unknown> {
  const bytes = await readBytes(request, limitBytes)
  if (request.headers.get('content-type')?.startsWith('multipart/form-data')) return readForm(request, bytes)
  if (clientTokenOf(request.headers) === null) requireJsonType(request.headers)
  try {
    return JSON.parse(bytes.toString('utf8'))
  } catch {
    throw new Refused('bad-request', 'The body is not valid JSON.')
  }
}

const PARTS_MAX = 40

/** Parts are cheap to send and dear to read: they are counted first. */
function hasFewParts(bytes: Buffer, type: string): boolean {
  const mark = `--${/boundary="?([^";]+)/i.exec(type)?.[1] ?? ''}`
  let at = -1
  // the end is marked too
  for (let count = 0; count <= PARTS_MAX + 1; count++) {
    at = bytes.indexOf(mark, at + 1)
    if (at === -1) return true
  }
  return false
}

/** A form's files become `files`; its other fields are text. */
async function readForm({ headers }: Request, bytes: Buffer): Promise<unknown> {
  const type = headers.get('content-type') ?? ''
  if (!hasFewParts(bytes, type)) throw new Refused('bad-request', `A form may have at most ${PARTS_MAX} parts.`)
  const form = await new Response(Uint8Array.from(bytes), { headers: { 'content-type': type } })
    .formData()
    .catch(() => {
      throw new Refused('bad-request', 'The body is not a valid form.')
    })
  const files: { name: string; content: string }[] = []
  const fields: Record<string, string> = {}
  for (const [name, value] of form) {
    if (typeof value === 'string') fields[name] = value
    else files.push({ name: value.name, content: Buffer.from(await value.arrayBuffer()).toString('base64') })
  }
  return files.length === 0 ? fields : { ...fields, files }
}
