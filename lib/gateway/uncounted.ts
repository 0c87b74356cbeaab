import { readEachFormField } from '@/lib/catalog/form-field'
import { isDeferred } from '@/lib/catalog/paths'
import { MAIL_SCAN_BYTES } from '@/lib/catalog/recipients'
import { MODEL_SCAN_BYTES } from '@/lib/catalog/scan'
import type { ServiceDefinition } from '@/lib/catalog/service'
import type { Uncounted } from './admit'
import type { RequestBody } from './body'
import type { readCostFields } from './expected-use'

/** A request of a caller with a budget; `headers` are raw: name, value, name, value. */
type Asked = {
  path: string
  service: Pick<ServiceDefinition, 'unit'>
  model: string | null
  headers: readonly string[]
  replayBytes: number
}

/**
 * Why nobody could count what a request costs. Upstreams differ in which of two models counts, and in how they read
 * what is not written plainly: only what every reader reads alike is let in. `null`: it can be counted.
 */
export function uncountedOf(
  asked: Asked,
  body: RequestBody,
  read: ReturnType<typeof readCostFields>,
): Uncounted | null {
  if (isDeferred(asked.path)) return 'deferred'
  if (body.kind === 'passing') return (body.length ?? body.prefix.length) > asked.replayBytes ? 'too-long' : 'crowded'
  if (body.kind !== 'held') return null
  if (asked.service.unit === 'recipient' && body.bytes.length > MAIL_SCAN_BYTES) return 'too-long'
  if (valuesOf(asked.headers, 'content-encoding').some(value => value.trim() !== 'identity')) return 'unreadable'
  const [type = '', second] = valuesOf(asked.headers, 'content-type')
  if (second !== undefined) return 'unreadable'
  if (FORM.test(type)) return uncountedForm(body.bytes, type, asked.model)
  // a mail service reads its recipients from there, which are counted
  if (PAIRS.test(type) && asked.service.unit !== 'recipient') return uncountedPairs(body.bytes)
  return uncountedText(body.bytes, type, asked, read)
}

const FORM = /^ *multipart\//i
const PAIRS = /x-www-form-urlencoded/i

/** `model=a&n=1`: no service of the catalog reads its model there, and so nobody here does. */
function uncountedPairs(bytes: Buffer): Uncounted | null {
  if (bytes.length > MODEL_SCAN_BYTES) return 'too-long'
  const names = Array.from(new URLSearchParams(bytes.toString('latin1')).keys(), name => name.toLowerCase())
  return names.some(name => COSTLY.includes(name)) ? 'unreadable' : null
}

const COSTLY = ['model', 'background', 'deferred']

function uncountedForm(bytes: Buffer, type: string, model: string | null): Uncounted | null {
  const [boundary, second] = [...type.matchAll(BOUNDARY)].map(([, quoted, plain]) => quoted ?? plain)
  const models = boundary === undefined || second !== undefined ? null : readEachFormField(bytes, boundary, 'model')
  if (models === null) return 'unreadable'
  if (models.length > 1) return 'two-models'
  return models.length === 0 || models[0] === model ? null : 'unnamed'
}

const BOUNDARY = /; *boundary=(?:"([^"\\]+)"|([^\s;"]+))/gi

/** `background` is of OpenAI's and Gemini's dialects, `deferred` of xAI's. */
function uncountedText(
  bytes: Buffer,
  type: string,
  { model }: Asked,
  { fields, isWhole }: ReturnType<typeof readCostFields>,
): Uncounted | null {
  const isLater = (name: 'background' | 'deferred') =>
    fields.get(name)?.some(text => text !== 'false' && text !== 'null') === true
  if (isLater('background') || isLater('deferred')) return 'deferred'
  const models = fields.get('model') ?? []
  if (models.length > 1) return 'two-models'
  if (RECIPIENTS.some(name => (fields.get(name)?.length ?? 0) > 1)) return 'unreadable'
  if (isWhole) return models.length === 1 && model === null ? 'unnamed' : null
  const start = bytes.toString('latin1', 0, LOOKED_AT_BYTES).trimStart()
  if (start.startsWith('[')) return null
  const isJson = type === '' || /json/i.test(type) || start.startsWith('{')
  return isJson || ODD_START.test(start) ? 'unreadable' : null
}

const RECIPIENTS = ['to', 'cc', 'bcc', 'personalizations'] as const
const LOOKED_AT_BYTES = 64
/** A byte order mark, or letters of two or four bytes, behind which some readers find JSON. */
const ODD_START = /^(?:\xef\xbb\xbf|\xff\xfe|\xfe\xff|.{0,3}\0)/s

function valuesOf(headers: readonly string[], name: string): string[] {
  return headers.filter((_, index) => index % 2 === 1 && headers[index - 1] === name)
}
