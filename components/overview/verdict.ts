import type { Overview } from '@/lib/contract/overview'

/** What is to be said of everything in one sentence, before any language. */
export type Verdict = {
  tone: 'good' | 'rest' | 'bad'
  keys:
    | { kind: 'none' | 'paused' }
    | { kind: 'all' | 'nobody'; count: number }
    | { kind: 'some'; out: number; count: number }
  /** Callers' requests of the last minutes that nobody answered. */
  lostCount: number
  /** The service whose key is the first to return. */
  returns: { label: string; at: number } | null
  /** Services none of whose keys may work now. */
  exhausted: readonly string[]
  reviewCount: number
}

/** Pure; keys that a person paused are left out: they put them aside. */
export function verdictOf({ counts, services, needs }: Overview, now: number): Verdict {
  const count = counts.all - counts.idle
  const out = counts.resting + counts.full + counts.out
  const exhausted = services.filter(service => service.exhausted && service.counts.all > service.counts.idle)
  const lostCount = services.reduce((sum, service) => sum + service.now.lost, 0)
  const isBad = exhausted.length > 0 || needs.some(({ kind }) => kind === 'no-usable-key') || counts.all === 0
  return {
    tone: isBad ? 'bad' : out + lostCount > 0 ? 'rest' : 'good',
    keys: keysOf(counts.all, count, out),
    lostCount,
    returns: out > 0 ? nextReturn(services, now) : null,
    exhausted: out < count ? exhausted.map(({ label }) => label) : [],
    reviewCount: counts.out,
  }
}

function keysOf(all: number, count: number, out: number): Verdict['keys'] {
  if (all === 0) return { kind: 'none' }
  if (count === 0) return { kind: 'paused' }
  if (out === 0) return { kind: 'all', count }
  return out === count ? { kind: 'nobody', count } : { kind: 'some', out, count }
}

function nextReturn(services: Overview['services'], now: number): Verdict['returns'] {
  const waits = services
    .filter(({ counts, nextReturnAt }) => nextReturnAt !== null && counts.resting + counts.full > 0)
    .map(({ label, nextReturnAt }) => ({ label, at: Date.parse(nextReturnAt ?? '') }))
  return waits.filter(({ at }) => at > now).sort((one, other) => one.at - other.at)[0] ?? null
}
