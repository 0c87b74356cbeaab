import type { IncomingMessage, ServerResponse } from 'node:http'
import { judge, type Verdict } from './judge'
import type { Entry } from './ledger'
import { playStream, resetAfterSending } from './play-stream'
import { resolvePlace } from './resolve'
import type { Stage } from './stage'
import type { Asked, Trouble, Upstream } from './upstream'
import { anthropic } from './upstreams/anthropic'
import { cohere } from './upstreams/cohere'
import { COMPATIBLE } from './upstreams/compatible'
import { gemini } from './upstreams/gemini'
import { groq } from './upstreams/groq'
import { mailgun } from './upstreams/mailgun'
import { openai } from './upstreams/openai'
import { resend } from './upstreams/resend'
import { sendgrid } from './upstreams/sendgrid'
import { DEFAULT_HEADER_BYTES, DEFAULT_SLOW_MS, type Fault, type SimulatedService } from './vocabulary'

export const UPSTREAMS: Record<SimulatedService, Upstream> = {
  ...{ gemini, groq, resend, openai, anthropic },
  ...COMPATIBLE,
  ...{ cohere, sendgrid, mailgun },
}
const NO_BODY = Buffer.alloc(0)

/** Plays a service's part for one request, from its head to the end of its answer. */
export function serve(stage: Stage, req: IncomingMessage, res: ServerResponse): void {
  const url = req.url ?? '/'
  const method = req.method ?? 'GET'
  const place = resolvePlace(url, req.headers, secret => stage.keys.owner(secret))
  const upstream = UPSTREAMS[place.service]
  const secret = upstream.readSecret(req.headers, place.query)
  const entry = stage.ledger.open({
    service: place.service,
    method,
    path: url,
    rawHeaders: req.rawHeaders,
    secret,
    startedAt: stage.now(),
  })
  res.on('close', () => stage.ledger.close(entry, !res.writableFinished, stage.now()))
  collectBody(req, stage.bodyLimitBytes, body => {
    const path = place.query === '' ? place.path : `${place.path}?${place.query}`
    entry.bodyLength = body?.length ?? stage.bodyLimitBytes
    if (body === null) return sendRefusal(stage, upstream, entry, res, { kind: 'too-large' }, path)
    const route = upstream.route(method, place.path, place.query)
    const request = { place, headers: req.headers, secret, url, body }
    const verdict = judge(stage, upstream, route, request, stage.now())
    carryOut(stage, upstream, entry, res, verdict, path)
  })
}

/** `null`: the body was longer than the limit; the rest is thrown away. */
function collectBody(req: IncomingMessage, limitBytes: number, done: (body: Buffer | null) => void): void {
  const parts: Buffer[] = []
  let length = 0
  req.on('data', (part: Buffer) => {
    length += part.length
    if (length <= limitBytes) parts.push(part)
  })
  req.on('end', () => {
    if (length > limitBytes) done(null)
    else done(parts.length === 1 ? (parts[0] ?? NO_BODY) : Buffer.concat(parts))
  })
}

function carryOut(
  stage: Stage,
  upstream: Upstream,
  entry: Entry,
  res: ServerResponse,
  verdict: Verdict,
  path: string,
): void {
  entry.model = verdict.asked?.model ?? null
  entry.isStream = verdict.asked?.isStream ?? false
  if (verdict.kind === 'refuse') {
    entry.fault = verdict.fault?.kind ?? null
    sendRefusal(stage, upstream, entry, res, verdict.trouble, path)
    return
  }
  const { mishap, asked } = verdict
  entry.fault = mishap?.kind ?? null
  const play = () => {
    if (!res.destroyed) sendAnswer(stage, upstream, entry, res, verdict)
  }
  const waitMs = asked.reply.latencyMs + delayMs(mishap)
  if (mishap?.kind === 'reset-before-head') res.socket?.resetAndDestroy()
  else if (waitMs === 0) play()
  else if (Number.isFinite(waitMs)) setTimeout(play, waitMs)
}

/** Before the head; infinite for a stall that lasts until the caller leaves. */
function delayMs(mishap: Fault | null): number {
  if (mishap?.kind === 'slow') return mishap.latencyMs ?? DEFAULT_SLOW_MS
  if (mishap?.kind === 'stall-before-head') return mishap.latencyMs ?? Number.POSITIVE_INFINITY
  return 0
}

function sendAnswer(
  stage: Stage,
  upstream: Upstream,
  entry: Entry,
  res: ServerResponse,
  { asked, known, spent, mishap }: Extract<Verdict, { kind: 'answer' }>,
): void {
  const headers = upstream.headers(known.key, spent, entry.serial, stage.now())
  headers.push('x-simulator-serial', String(entry.serial), 'x-simulator-key', known.shown)
  if (mishap?.kind === 'oversized-header')
    headers.push('x-oversized', 'x'.repeat(mishap.headerBytes ?? DEFAULT_HEADER_BYTES))
  const status = upstream.status?.(asked) ?? 200
  stage.ledger.head(entry, status)
  if (asked.isStream) {
    const script = upstream.script(asked)
    headers.push('content-type', script.contentType, 'cache-control', 'no-cache')
    res.writeHead(200, headers)
    void playStream(res, script, asked, mishap, entry)
    return
  }
  const body = prepareAnswer(stage, upstream, asked)
  headers.push('content-type', 'application/json; charset=utf-8', 'content-length', String(body.length))
  res.writeHead(status, headers)
  if (mishap?.kind === 'reset-mid-stream' || mishap?.kind === 'stall-mid-stream') void breakAnswer(res, body, mishap)
  else res.end(body, 'latin1')
}

/** The answer to a request that was read before is the same text again; mail and lists may change, and are not kept. */
function prepareAnswer(stage: Stage, upstream: Upstream, asked: Asked): string {
  const ready = stage.prepared.get(asked)
  if (ready !== undefined) return ready
  const answer = upstream.answer(asked, stage.mailbox)
  const body = answer === undefined ? '' : asciiJson(answer)
  if (!upstream.mail) stage.prepared.set(asked, body)
  return body
}

/** JSON without a byte above 127: its length is its byte length, and Node sends it with its head in one plain write. */
function asciiJson(value: unknown): string {
  return JSON.stringify(value).replace(
    /[\u0080-\uffff]/g,
    char => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`,
  )
}

/** Half a plain answer goes out, then the mishap happens. */
async function breakAnswer(res: ServerResponse, body: string, mishap: Fault): Promise<void> {
  const half = Math.floor(body.length / 2)
  res.write(body.slice(0, half), 'latin1')
  if (mishap.kind === 'reset-mid-stream') return resetAfterSending(res)
  if (mishap.latencyMs !== undefined) setTimeout(() => res.end(body.slice(half), 'latin1'), mishap.latencyMs)
}

function sendRefusal(
  stage: Stage,
  upstream: Upstream,
  entry: Entry,
  res: ServerResponse,
  known: Pick<Trouble, 'kind'> & Partial<Trouble>,
  path: string,
): void {
  const refusal = upstream.refuse(fillTrouble(known, entry, path, stage.now()))
  const isPage = typeof refusal.body === 'string'
  const body = isPage ? String(refusal.body) : asciiJson(refusal.body)
  stage.ledger.head(entry, refusal.status)
  res.writeHead(refusal.status, [
    ...refusal.headers,
    'x-simulator-serial',
    String(entry.serial),
    'content-type',
    isPage ? 'text/html' : 'application/json; charset=utf-8',
    'content-length',
    String(body.length),
  ])
  res.end(body, 'latin1')
}

/** What a refusal may speak of, with what is known filled in. */
export function fillTrouble(
  known: Pick<Trouble, 'kind'> & Partial<Trouble>,
  entry: Pick<Entry, 'model' | 'secret' | 'serial'>,
  path: string,
  now: number,
): Trouble {
  return {
    model: entry.model,
    secret: entry.secret ?? '',
    account: 'org-simulated',
    limit: 0,
    used: 0,
    units: 1,
    retryAfterMs: null,
    code: null,
    missing: '',
    path,
    serial: entry.serial,
    now,
    ...known,
  }
}
