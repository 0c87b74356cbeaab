import type { IncomingMessage, ServerResponse } from 'node:http'
import { z } from 'zod'
import { FAULT_KINDS, type SeenFilter, type SeenRequest, SIMULATED_SERVICES, type SimulatorControl } from './vocabulary'

export const CONTROL_PREFIX = '/__simulator/'
const BODY_LIMIT_BYTES = 1024 * 1024
const MASKED_HEADERS = ['authorization', 'x-api-key', 'x-goog-api-key']

const service = z.enum(SIMULATED_SERVICES)
const count = z.number().int().positive()
const durationMs = z.number().nonnegative()
const text = z.string().min(1)

const faultSchema = z.strictObject({
  service,
  kind: z.enum(FAULT_KINDS),
  secret: text.optional(),
  model: text.optional(),
  times: count.optional(),
  forMs: durationMs.optional(),
  retryAfterMs: durationMs.nullable().optional(),
  code: text.optional(),
  afterChunks: z.number().int().nonnegative().optional(),
  latencyMs: durationMs.optional(),
  headerBytes: count.optional(),
})
const keySchema = z.strictObject({
  service,
  secret: text,
  account: text.optional(),
  perMinute: z.number().int().nonnegative().optional(),
  perDay: z.number().int().nonnegative().optional(),
  models: z.array(text).optional(),
})
const filterSchema = z.strictObject({ service: service.optional(), secret: text.optional() })
const seenFilterSchema = filterSchema.extend({ status: z.coerce.number().int().optional() })
const keyNameSchema = z.strictObject({ service, secret: text })
const replySchema = z.strictObject({ service, text: z.string().nullable() })

type Verb = (control: SimulatorControl, body: unknown, filter: SeenFilter) => unknown

/**
 * The control's verbs over HTTP, JSON in and out. Reads take `service`, `secret` and `status` as query; secrets in
 * their answers are masked.
 */
const VERBS: Readonly<Record<string, Verb>> = {
  'GET health': () => ({ ok: true }),
  'GET faults': control => control.faults(),
  'POST faults': (control, body) => control.fault(faultSchema.parse(body)),
  'POST faults/clear': (control, body) => control.clearFaults(filterSchema.parse(body ?? {})),
  'POST keys': (control, body) => control.setKey(keySchema.parse(body)),
  'POST keys/remove': (control, body) => control.removeKey(keyNameSchema.parse(body)),
  'POST reply': (control, body) => {
    const reply = replySchema.parse(body)
    control.setReplyText(reply.service, reply.text)
  },
  'GET seen': (control, _, filter) => control.seen(filter).map(maskSeen),
  'GET counts': (control, _, filter) => control.counts(filter).map(row => ({ ...row, secret: null })),
  'GET total': (control, _, filter) => control.total(filter),
  'POST reset': control => control.reset(),
}

export async function answerControl(
  control: SimulatorControl,
  req: IncomingMessage,
  res: ServerResponse,
): Promise<void> {
  const url = new URL(req.url ?? '/', 'http://simulator')
  const verb = VERBS[`${req.method} ${url.pathname.slice(CONTROL_PREFIX.length)}`]
  try {
    if (!verb) return reply(res, 404, { error: `no such verb: ${req.method} ${url.pathname}` })
    const filter = seenFilterSchema.parse(Object.fromEntries(url.searchParams))
    reply(res, 200, verb(control, await readJson(req), filter) ?? null)
  } catch (error) {
    reply(res, 400, { error: error instanceof z.ZodError ? z.prettifyError(error) : String(error) })
  }
}

async function readJson(req: IncomingMessage): Promise<unknown> {
  const parts: Buffer[] = []
  let length = 0
  for await (const part of req) {
    const bytes = Buffer.from(part)
    length += bytes.length
    if (length > BODY_LIMIT_BYTES) throw new Error('body too large')
    parts.push(bytes)
  }
  return length === 0 ? undefined : JSON.parse(Buffer.concat(parts).toString())
}

function maskSeen(seen: SeenRequest): SeenRequest {
  const headers = Object.entries(seen.headers).map(([name, value]) => [
    name,
    MASKED_HEADERS.includes(name) ? '…' : value,
  ])
  const path = seen.path.replace(/([?&]key=)[^&]*/, '$1…')
  return { ...seen, secret: null, path, headers: Object.fromEntries(headers) }
}

function reply(res: ServerResponse, status: number, body: unknown): void {
  res.writeHead(status, { 'content-type': 'application/json; charset=utf-8' })
  res.end(JSON.stringify(body))
}
