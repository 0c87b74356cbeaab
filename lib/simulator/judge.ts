import type { IncomingHttpHeaders } from 'node:http'
import type { Known } from './key-ring'
import { type Room, type Spent, takeRoom } from './limits'
import type { Place } from './resolve'
import type { Stage } from './stage'
import type { Asked, JsonObject, Route, Trouble, Upstream } from './upstream'
import { type Fault, type FaultKind, TROUBLE_KINDS, type TroubleKind } from './vocabulary'

/** What a simulated service does with one request. */
export type Verdict =
  | { kind: 'refuse'; trouble: Pick<Trouble, 'kind'> & Partial<Trouble>; fault: Fault | null; asked: Asked | null }
  | { kind: 'answer'; asked: Asked; known: Known; spent: Spent; mishap: Fault | null }

type Request = { place: Place; headers: IncomingHttpHeaders; secret: string | null; url: string; body: Buffer }

/** Shown as the limit in a limit fault's answer when the key has none. */
const SHOWN_LIMIT = 30
/** Mishaps that only a stream can have. */
const STREAM_ONLY: readonly FaultKind[] = ['stream-error', 'early-end']
/** Troubles that reads do not meet, because no quota counts them: a free probe finds such a key alive. */
const QUOTA_ONLY: readonly FaultKind[] = ['minute-limit', 'day-limit', 'out-of-credit', 'model-forbidden']

/** Checks in the order in which the services do: path, key, body, model, limits. */
export function judge(stage: Stage, upstream: Upstream, route: Route | null, request: Request, now: number): Verdict {
  if (!route) return refuse('not-found')
  const { secret, headers } = request
  if (secret === null) return refuse('missing-key')
  const known = stage.keys.find(upstream.service, secret)
  if (!known) return refuse('bad-key')
  if (upstream.requiredHeader && headers[upstream.requiredHeader] === undefined) {
    return refuse('bad-request', { missing: upstream.requiredHeader })
  }
  const reading = stage.reader.read(upstream, route, request.url, request.body)
  if (reading.kind === 'not-json') return refuse('not-json')
  if (reading.kind === 'incomplete') return refuse('bad-request', { missing: reading.missing })
  return judgeAsked(stage, upstream, known, reading.asked, request, now)
}

function judgeAsked(
  stage: Stage,
  upstream: Upstream,
  known: Known,
  asked: Asked,
  request: Request,
  now: number,
): Verdict {
  const { key } = known
  const spent = stage.limits.spent(key, upstream.mail ? null : asked.model, now)
  const trouble = { model: asked.model, secret: key.secret, account: key.account ?? 'org-simulated' }
  const fault = stage.faults.take(upstream.service, key.secret, asked.model, now, kind => canMeet(kind, asked))
  if (fault && isTrouble(fault.kind)) {
    const hints = faultHints(upstream, fault, known, spent, now)
    return { kind: 'refuse', trouble: { kind: fault.kind, ...trouble, ...hints }, fault, asked }
  }
  if (key.models && asked.model !== null && !key.models.includes(asked.model)) {
    return { kind: 'refuse', trouble: { kind: 'model-forbidden', ...trouble }, fault: null, asked }
  }
  const mail = fileMail(stage, upstream, known, asked, request, now, () => takeRoom(key, spent, asked.units))
  if (mail.kind === 'conflict')
    return { kind: 'refuse', trouble: { kind: 'idempotency-conflict', ...trouble }, fault, asked }
  if (mail.kind === 'full') {
    const hints = limitHints(upstream, mail.window, known, spent, now)
    return { kind: 'refuse', trouble: { ...trouble, ...hints }, fault: null, asked }
  }
  return { kind: 'answer', asked: mail.asked, known, spent, mishap: fault }
}

type Filed = { kind: 'filed'; asked: Asked } | { kind: 'conflict' } | Extract<Room, { kind: 'full' }>

/** Takes the request's room in its windows; a sending repeated under its Idempotency-Key takes none and sends nothing. */
function fileMail(
  stage: Stage,
  upstream: Upstream,
  { key }: Known,
  asked: Asked,
  { headers, body }: Request,
  now: number,
  take: () => Room,
): Filed {
  const { operation } = asked.route
  if (operation !== 'email' && operation !== 'email-batch') {
    const room = asked.units === 0 ? NO_ROOM_NEEDED : take()
    return room.kind === 'full' ? room : { kind: 'filed', asked }
  }
  const idempotencyKey = upstream.mail === 'once' ? headers['idempotency-key'] : undefined
  const sender = {
    account: key.account ?? key.secret,
    secret: key.secret,
    idempotencyKey: typeof idempotencyKey === 'string' ? idempotencyKey : null,
  }
  const text = body.toString()
  const earlier = stage.mailbox.earlier(sender.account, sender.idempotencyKey, text)
  if (earlier === 'other') return { kind: 'conflict' }
  const room = earlier === 'same' ? NO_ROOM_NEEDED : take()
  if (room.kind === 'full') return room
  const mailIds = stage.mailbox.accept(sender, mailsOf(asked), text, now)
  return { kind: 'filed', asked: { ...asked, mailIds } }
}

const NO_ROOM_NEEDED: Room = { kind: 'room' }

function mailsOf({ body }: Asked): readonly JsonObject[] {
  return Array.isArray(body) ? body : [asOne(body)]
}

/** True because a list was told apart by the caller. */
function asOne(body: Asked['body']): JsonObject {
  return body as JsonObject
}

function limitHints(upstream: Upstream, window: 'minute' | 'day', { key }: Known, spent: Spent, now: number) {
  const limit = (window === 'day' ? key.perDay : key.perMinute) ?? SHOWN_LIMIT
  const hintMs = window === 'day' ? (upstream.untrueDayHintMs ?? spent.day.endsAt - now) : spent.minute.endsAt - now
  const kind: TroubleKind = window === 'day' ? 'day-limit' : 'minute-limit'
  return { kind, limit, used: spent[window].used, retryAfterMs: hintMs }
}

function faultHints(upstream: Upstream, fault: Fault, { key }: Known, spent: Spent, now: number) {
  const isDay = fault.kind === 'day-limit' || fault.kind === 'model-forbidden'
  const limit = (isDay ? key.perDay : key.perMinute) ?? SHOWN_LIMIT
  const windowMs = isDay ? (upstream.untrueDayHintMs ?? spent.day.endsAt - now) : spent.minute.endsAt - now
  const retryAfterMs = fault.retryAfterMs === undefined ? windowMs : fault.retryAfterMs
  return { limit, used: limit, retryAfterMs, code: fault.code ?? null }
}

function canMeet(kind: FaultKind, { isStream, units }: Asked): boolean {
  if (STREAM_ONLY.includes(kind)) return isStream
  return units > 0 || !QUOTA_ONLY.includes(kind)
}

function isTrouble(kind: Fault['kind']): kind is TroubleKind {
  return TROUBLE_KINDS.some(trouble => trouble === kind)
}

function refuse(kind: Trouble['kind'], more: Partial<Trouble> = {}): Verdict {
  return { kind: 'refuse', trouble: { kind, ...more }, fault: null, asked: null }
}
