import { type ServerResponse, STATUS_CODES } from 'node:http'
import type { RefusalWording } from '@/lib/catalog/service'
import { PROBLEM_TYPE, type Problem, type ProblemCode, problem } from '@/lib/contract/problem'
import type { Attempt } from '@/lib/engine/attempt'
import type { Exhausted } from '@/lib/engine/lease'
import type { Instant, Outcome } from '@/lib/engine/vocabulary'
import { unusable, whoRests } from '@/lib/rotation/exhausted-error'
import { type KeylessRequest, keylessRecord } from '@/lib/rotation/keyless-record'
import type { Denial } from './admit'
import { secondsOf, wordRefusal } from './refusal-words'

/** A reply the gateway makes itself. */
export type Refusal = { problem: Problem; retryAfterMs: number | null; isRetryUseless: boolean }

/** SDKs that wait this long by themselves would look hung. */
const PATIENCE_MS = 60_000
/** When a key may be free any moment. */
const SOON_MS = 1000

export function refusalOf(code: ProblemCode, detail: string): Refusal {
  return { problem: problem(code, detail), retryAfterMs: null, isRetryUseless: false }
}

/** At a limit of its own a caller learns when its window ends. */
export function refusalOfDenial({ code, detail, retryAt }: Denial, now: Instant): Refusal {
  if (retryAt === undefined) return refusalOf(code, detail)
  return waitable(problem(code, detail, { retryAt: new Date(retryAt).toISOString() }), retryAt, now)
}

/** 429 while waiting helps, 503 when the service is down or no key can be used at all; with each key's reason. */
export function refusalOfExhausted(exhausted: Exhausted, now: Instant): Refusal {
  const { cause, retryAt, service, keyCount } = exhausted
  const keys = exhausted.reasons.map(({ masked, reason, until }) => ({ masked, reason, until: iso(until) }))
  const common = retryAt === null ? { keys } : { keys, retryAt: new Date(retryAt).toISOString() }
  switch (cause) {
    case 'limits': {
      const detail = `${whoRests(service, keyCount)} resting or at the limit${until(retryAt)}.`
      return waitable(problem('exhausted', detail, common), retryAt ?? now + SOON_MS, now)
    }
    case 'service-down': {
      const detail = `${service} keeps failing, so it is left alone${until(retryAt)}.`
      return waitable(problem('service-down', detail, common), retryAt ?? now + SOON_MS, now)
    }
    case 'no-usable-key': {
      return {
        problem: problem('no-usable-key', unusable(service, keyCount), common),
        retryAfterMs: null,
        isRetryUseless: true,
      }
    }
  }
}

/**
 * The key picked was refused or limited, and the request could not go on to another: its body was too long to keep, or
 * it took too long. The upstream's own words would look like a verdict on the caller; sent again, it gets another key.
 */
export function refusalOfUnrepeatable(service: string, outcome: Outcome): Refusal {
  const detail = `The key picked for ${service} could not serve (${outcome.kind}), and this request could not be repeated with another. Send it again.`
  return { problem: problem('not-repeatable', detail), retryAfterMs: SOON_MS, isRetryUseless: false }
}

/** Whether an outcome speaks about a key of ours, not about the request. */
export function blamesAKey({ blame }: Outcome): boolean {
  return blame === 'key' || blame === 'account' || blame === 'model'
}

/** No answer came from the upstream at all. */
export function refusalOfFailure(service: string, outcome: Outcome): Refusal {
  if (outcome.kind === 'timed-out') return refusalOf('timed-out', `${service} did not answer in time.`)
  const why = outcome.rule.replace(/^unreachable: /, '')
  const detail =
    why === 'malformed' ? `${service} gave an answer that is no HTTP/1.1.` : `${service} could not be reached (${why}).`
  return refusalOf('upstream-unreachable', detail)
}

/** Writes a refusal in the words of its service's SDKs, so that they throw their own error with its sentence. */
export function refuse(
  response: ServerResponse,
  refusal: Refusal,
  ownHeaders: readonly string[],
  wording: RefusalWording = 'openai',
): void {
  if (response.headersSent || response.destroyed) return
  const { type, text } = wordRefusal(refusal, wording, response.req.headers)
  const body = Buffer.from(text)
  response.writeHead(refusal.problem.status, [...refusalHeaders(refusal, type, body.length), ...ownHeaders])
  response.end(body)
}

/** A refusal as recorded: an attempt without a key, after those the request made, and its last. */
export function refusedAttempt(
  request: KeylessRequest,
  { problem }: Refusal,
  attemptCount: number,
  now: Instant,
): Attempt {
  const { code, status, detail } = problem
  return keylessRecord(request, { refusal: code, status, detail }, attemptCount, now)
}

/** For what never became a request: a broken head, one too large. The connection ends with it. */
export function rawRefusal(refusal: Refusal): string {
  const body = JSON.stringify(refusal.problem)
  const headers = refusalHeaders(refusal, PROBLEM_TYPE, Buffer.byteLength(body))
  let head = `HTTP/1.1 ${refusal.problem.status} ${STATUS_CODES[refusal.problem.status]}\r\nconnection: close\r\n`
  for (let index = 0; index + 1 < headers.length; index += 2) head += `${headers[index]}: ${headers[index + 1]}\r\n`
  return `${head}\r\n${body}`
}

function refusalHeaders({ problem, retryAfterMs, isRetryUseless }: Refusal, type: string, length: number): string[] {
  const headers = ['content-type', type, 'content-length', String(length), 'cache-control', 'no-store']
  if (retryAfterMs !== null) headers.push('retry-after', String(secondsOf(retryAfterMs)))
  if (isRetryUseless) headers.push('x-should-retry', 'false')
  if (problem.status === 401) headers.push('www-authenticate', 'Bearer')
  // Where the message's length is in doubt, what follows on the connection is too.
  if (problem.code === 'bad-request') headers.push('connection', 'close')
  return headers
}

function waitable(body: Problem, retryAt: Instant, now: Instant): Refusal {
  const retryAfterMs = Math.max(0, retryAt - now)
  return { problem: body, retryAfterMs, isRetryUseless: retryAfterMs > PATIENCE_MS }
}

function iso(at: Instant | null): string | null {
  return at === null ? null : new Date(at).toISOString()
}

function until(retryAt: Instant | null): string {
  return retryAt === null ? '' : ` until ${new Date(retryAt).toISOString()}`
}
