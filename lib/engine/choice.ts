import { SCORE } from './defaults'
import type { Choice, OutCounts, ScoreTerms } from './lease'
import { scoreOf } from './score'
import type { Candidate } from './select'
import type { Instant, KeyId, Strategy } from './vocabulary'

/** One of the keys a choice was made among, as it stood then. */
export type Contender = {
  keyId: KeyId
  /** `null`: it had never been leased. */
  idleMs: number | null
  score: ScoreTerms
  /** Under `weighted`: how far its turn was behind the chosen key's. */
  behind: number | null
}

/** The choice of a service with one key. */
export const ONLY_KEY: Choice = Object.freeze({ keyCount: 1, outCounts: {}, idleMs: -1, runnersUp: [] })

const RUNNER_UP_FIELDS = 5
const FLAGS = { recentSuccess: 1, recentFailure: 2, recentlyUnused: 4 } as const

type Pool = { keyCount: number; outCounts: OutCounts; strategy: Strategy }

/** Writes a choice down. @param few the best of those that could work, the chosen one first */
export function choiceOf({ keyCount, outCounts, strategy }: Pool, few: readonly Candidate[], now: Instant): Choice {
  const [chosen] = few
  const runnersUp: (KeyId | number)[] = []
  for (let index = 1; index < few.length; index++) {
    const candidate = few[index]
    if (candidate) addRunnerUp(runnersUp, candidate, now)
  }
  const idleMs = chosen === undefined ? -1 : idleMsOf(chosen, now)
  if (strategy !== 'weighted' || chosen === undefined) return { keyCount, outCounts, idleMs, runnersUp }
  const behind: number[] = []
  for (let index = 1; index < few.length; index++) {
    const candidate = few[index]
    if (candidate) behind.push(rounded(candidate.state.virtualTime - chosen.state.virtualTime))
  }
  return { keyCount, outCounts, idleMs, runnersUp, behind }
}

function addRunnerUp(runnersUp: (KeyId | number)[], { key, state, account }: Candidate, now: Instant): void {
  const score = scoreOf(key, state, account, now)
  const flags =
    (score.recentSuccess === 0 ? 0 : FLAGS.recentSuccess) |
    (score.recentFailure === 0 ? 0 : FLAGS.recentFailure) |
    (score.recentlyUnused === 0 ? 0 : FLAGS.recentlyUnused)
  runnersUp.push(key.id, idleMsOf({ state }, now), key.priority, flags, rounded(score.usage))
}

/** Who could have been chosen, the chosen one first. */
export function contendersOf(choice: Choice, chosen: { keyId: KeyId; score: ScoreTerms }): Contender[] {
  const { keyId, score } = chosen
  const behind = choice.behind ?? null
  const contenders: Contender[] = [{ keyId, idleMs: knownMs(choice.idleMs), score, behind: behind && 0 }]
  for (let at = 0; at + RUNNER_UP_FIELDS <= choice.runnersUp.length; at += RUNNER_UP_FIELDS) {
    const [id, idleMs, priority, flags, usage] = choice.runnersUp.slice(at, at + RUNNER_UP_FIELDS)
    contenders.push({
      keyId: String(id),
      idleMs: knownMs(Number(idleMs)),
      score: termsOf(Number(priority), Number(flags), Number(usage)),
      behind: behind?.[at / RUNNER_UP_FIELDS] ?? null,
    })
  }
  return contenders
}

function termsOf(keyPriority: number, flags: number, usage: number): ScoreTerms {
  const priority = SCORE.base - keyPriority
  const recentSuccess = flags & FLAGS.recentSuccess ? SCORE.recentSuccess : 0
  const recentFailure = flags & FLAGS.recentFailure ? SCORE.recentFailure : 0
  const recentlyUnused = flags & FLAGS.recentlyUnused ? SCORE.recentlyUnused : 0
  const total = priority + recentSuccess + recentFailure + usage + recentlyUnused
  return { total, priority, recentSuccess, recentFailure, usage, recentlyUnused }
}

function idleMsOf({ state }: { state: Candidate['state'] }, now: Instant): number {
  return state.lastLeasedAt === null ? -1 : Math.max(0, now - state.lastLeasedAt)
}

function knownMs(idleMs: number): number | null {
  return idleMs < 0 ? null : idleMs
}

/** Two places are more than anybody compares. */
function rounded(value: number): number {
  return Math.round(value * 100) / 100
}
