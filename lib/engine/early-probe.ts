import type { Candidate } from './select'
import {
  type Cooldown,
  HOUR_MS,
  type Instant,
  type KeyId,
  MINUTE_MS,
  type OutcomeKind,
  type Scope,
  SECOND_MS,
} from './vocabulary'

/** What an early probe wants to know of a key: whether a guessed rest may end, or whether its credit is back. */
export type EarlyProbe =
  | { kind: 'rest'; keyId: KeyId; rest: Cooldown }
  | { kind: 'credit'; keyId: KeyId; since: Instant | null }

/** When each key was last probed early; keys of which nothing is known are absent. */
export type ProbedAt = ReadonlyMap<KeyId, Instant>

/** How often, how many, and how early keys that rest by a guess are probed. */
export const EARLY_PROBE = {
  /** From one pass to the next: half of the shortest rest that is only guessed. */
  passEveryMs: 15 * SECOND_MS,
  /** Of one service. */
  perPass: 3,
  /** A guess is doubted after this share of its time. */
  restShare: 0.5,
  /** A key whose rest a probe did not end is left alone for so long. */
  restSpacingMs: MINUTE_MS,
  creditSpacingMs: HOUR_MS,
} as const

/** A good answer contradicts these: they say that the upstream could not give one. */
const ENDED_BY_AN_ANSWER: readonly OutcomeKind[] = ['overloaded', 'service-error', 'unreachable', 'timed-out']
/** The free probe names no model, so it says nothing of a rest for one. */
const WITHOUT_MODEL: readonly Scope[] = ['key', 'account']

/**
 * The keys of one service to ask now with its free probe, those that waited longest for one first, and at most
 * `EARLY_PROBE.perPass`: guessed rests past half their time, and keys out of credit, each of these once an hour.
 * Hints and quota windows are known, not guessed: they are waited for. So are used-up quotas, which a free request
 * does not touch, and rate limits, except where the probe counts against the same limit (`probeMeetsRateLimit`): a
 * list of models comes with 200 while generation is still limited. An alive key out of credit is only tried again:
 * the list comes without credit too, and then the next attempt takes the key out for another hour.
 */
export function keysToProbe(
  candidates: readonly Candidate[],
  probedAt: ProbedAt,
  probeMeetsRateLimit: boolean,
  now: Instant,
): EarlyProbe[] {
  const accounts = new Set<string>()
  const due = candidates.flatMap(({ key, state, account }): EarlyProbe[] => {
    const lastAt = probedAt.get(key.id) ?? null
    const probe = creditProbe(key.id, state, lastAt, now) ?? restProbe({ key, state, account }, lastAt, now)
    return probe === null || (probe.kind === 'rest' && !canTell(probe.rest, probeMeetsRateLimit)) ? [] : [probe]
  })
  const accountOf = new Map(candidates.map(({ key }) => [key.id, key.account]))
  return due
    .sort((one, other) => (probedAt.get(one.keyId) ?? 0) - (probedAt.get(other.keyId) ?? 0))
    .filter(probe => {
      const account = probe.kind === 'rest' && probe.rest.scope === 'account' ? accountOf.get(probe.keyId) : null
      if (!account) return true
      // one key's answer speaks for its whole account
      const isFirst = !accounts.has(account)
      accounts.add(account)
      return isFirst
    })
    .slice(0, EARLY_PROBE.perPass)
}

/** The rests without one that a probe contradicted. A longer one that came meanwhile stays. */
export function withoutRest(cooldowns: readonly Cooldown[], ended: Cooldown): readonly Cooldown[] {
  const isEnded = ({ scope, model, startedAt, until }: Cooldown) =>
    scope === ended.scope && model === ended.model && startedAt === ended.startedAt && until === ended.until
  return cooldowns.some(isEnded) ? cooldowns.filter(cooldown => !isEnded(cooldown)) : cooldowns
}

function creditProbe(
  keyId: KeyId,
  { status, statusSince }: Candidate['state'],
  lastAt: Instant | null,
  now: Instant,
): EarlyProbe | null {
  if (status !== 'out-of-credit') return null
  const sinceAt = Math.max(statusSince ?? 0, lastAt ?? 0)
  return now - sinceAt < EARLY_PROBE.creditSpacingMs ? null : { kind: 'credit', keyId, since: statusSince }
}

/** The rest that holds the key longest decides: ending a shorter one would not bring it back. */
function restProbe({ key, state, account }: Candidate, lastAt: Instant | null, now: Instant): EarlyProbe | null {
  if (state.status !== 'active' || (lastAt !== null && now - lastAt < EARLY_PROBE.restSpacingMs)) return null
  const running = [...state.cooldowns, ...(account?.cooldowns ?? [])].filter(
    ({ scope, until }) => until > now && WITHOUT_MODEL.includes(scope),
  )
  const [first, ...others] = running
  if (!first) return null
  const rest = others.reduce((longest, next) => (next.until > longest.until ? next : longest), first)
  const isDoubted = now - rest.startedAt >= (rest.until - rest.startedAt) * EARLY_PROBE.restShare
  return rest.provenance === 'guess' && isDoubted ? { kind: 'rest', keyId: key.id, rest } : null
}

function canTell({ reason }: Cooldown, probeMeetsRateLimit: boolean): boolean {
  return ENDED_BY_AN_ANSWER.includes(reason) || (reason === 'rate-limited' && probeMeetsRateLimit)
}
