import type { Attempt } from '@/lib/engine/attempt'
import { DAY_MS, type Instant, type KeyId, type ServiceId } from '@/lib/engine/vocabulary'
import { appendAttempts } from './attempt-batch'
import { attemptOf } from './rows.fixture'
import type { Store } from './session'
import type { SettledAttempt } from './tally'

/** A history to fill a database with. The same plan writes the same history, but for what the recorder adds. */
export type ManyAttempts = {
  keys: readonly { id: KeyId; service: ServiceId; masked: string }[]
  count: number
  /** Spread evenly between these. */
  from: Instant
  until: Instant
}

const MANY_MODELS = ['llama-3.1-8b-instant', 'llama-3.3-70b-versatile', 'gemma2-9b-it', 'qwen-2.5-32b']
const MANY_CALLERS = ['token-app', 'token-batch', 'token-site']

/** One batch of a busy recorder is smaller; what is stored is the same. */
const BATCH_ROWS = 4000
/** Of a thousand requests so many meet trouble first. The last one is what rare rows are looked for by. */
const TROUBLES: readonly ({ below: number } & Partial<Attempt>)[] = [
  { below: 40, outcome: 'rate-limited', blame: 'key', rule: 'groq rate limit', status: 429 },
  { below: 50, outcome: 'overloaded', blame: 'service', rule: 'overloaded', status: 503 },
  { below: 55, outcome: 'timed-out', blame: 'service', rule: 'timed out', status: null },
  { below: 56, outcome: 'key-rejected', blame: 'key', rule: 'invalid_api_key', status: 401 },
]
const REFUSED_BELOW = 62
const CALLER_ERROR_BELOW = 70

/** Writes a history through the recorder's own door: attempts, counters and sums of every grain agree. */
export async function fillAttempts(store: Store, plan: ManyAttempts): Promise<void> {
  const random = randomOf(7)
  let batch: SettledAttempt[] = []
  for (let written = 0; written < plan.count; ) {
    const at = plan.from + Math.floor(((plan.until - plan.from) * written) / plan.count)
    const request = requestAt(plan, at, written, random).slice(0, plan.count - written)
    batch.push(...request)
    written += request.length
    if (batch.length < BATCH_ROWS && written < plan.count) continue
    await appendAttempts(store, { attempts: batch, keys: [], accounts: [] })
    batch = []
  }
}

/** One request: answered at once, answered by a second key, refused by the gateway, or the caller's own mistake. */
function requestAt({ keys }: ManyAttempts, at: Instant, number: number, random: () => number): SettledAttempt[] {
  const place = Math.floor(keys.length * random() ** 2)
  const key = keys[place]
  if (key === undefined) throw new Error('no keys to write attempts of')
  const dice = random() * 1000
  const requestId = `${at.toString(16).padStart(12, '0')}-${number}`
  const facts = {
    requestId,
    service: key.service,
    model: MANY_MODELS[Math.floor(MANY_MODELS.length * random())] ?? null,
    caller: MANY_CALLERS[Math.floor(MANY_CALLERS.length * random())] ?? null,
    tokensIn: Math.floor(random() * 900),
    tokensOut: Math.floor(random() * 400),
    costUsd: random() / 1000,
    firstByteMs: 20 + random() * 400,
    totalMs: 60 + random() * 2400,
  }
  const one = (fields: Partial<Attempt>, count: number) =>
    settled({ ...facts, keyId: key.id, masked: key.masked, ...fields, id: `${requestId}.${count}`, number: count }, at)
  const trouble = TROUBLES.find(({ below }) => dice < below)
  if (trouble) {
    const { below: _, ...failed } = trouble
    const next = keys.slice(place + 1, place + 20).find(other => other.service === key.service) ?? key
    const first = one({ ...failed, ...NOTHING_USED, ending: null }, 1)
    return [first, one({ keyId: next.id, masked: next.masked, ending: 'rescued' }, 2)]
  }
  if (dice < REFUSED_BELOW) return [one(REFUSED, 1)]
  return [one(dice < CALLER_ERROR_BELOW ? CALLER_ERROR : {}, 1)]
}

const NOTHING_USED: Partial<Attempt> = { tokensIn: 0, tokensOut: 0, costUsd: 0 }
const REFUSED: Partial<Attempt> = {
  ...{ keyId: null, masked: null, outcome: 'refused', blame: 'nobody', rule: 'exhausted', refusal: 'exhausted' },
  ...{ status: 429, firstByteMs: null, totalMs: 1, strategy: null, score: null, ...NOTHING_USED },
  ...{ choice: null, detail: 'All keys are resting or at the limit.', ending: 'lost' },
}
const CALLER_ERROR: Partial<Attempt> = {
  ...{ outcome: 'caller-error', blame: 'caller', rule: 'bad request', status: 400, ending: 'declined' },
}

function settled(fields: Partial<Attempt>, startedAt: Instant): SettledAttempt {
  const resetAt = startedAt - (startedAt % DAY_MS) + DAY_MS
  return { attempt: attemptOf({ ...fields, startedAt }), day: fields.keyId === null ? null : { resetAt, used: 1 } }
}

/** Chance that repeats (mulberry32). */
function randomOf(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
}
