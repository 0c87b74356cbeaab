import type { AccountState, KeyState } from '@/lib/engine/state'
import type { Cooldown, Instant } from '@/lib/engine/vocabulary'

/** What is kept, written last by another process or an operator, and when an operator last decided it. */
export type Kept<T> = { state: T; decidedAt: Instant }

/**
 * What to keep of a key when this process's state (`own`) meets one that it did not write. A key that is out stays out
 * until a later word ends it (an operator's, or a probe that contradicted it); of rests alike the one that ends last
 * stays; the rest is this process's.
 */
export function mergeKeyState({ state: kept, decidedAt }: Kept<KeyState>, own: KeyState, now: Instant): KeyState {
  const { status, statusReason, statusSince } = standingStatus(kept, own, decidedAt)
  const cooldowns = mergeCooldowns(kept.cooldowns, own.cooldowns, decidedAt, now)
  return { ...own, status, statusReason, statusSince, cooldowns }
}

function standingStatus(kept: KeyState, own: KeyState, decidedAt: Instant): KeyState {
  const isKeptOver = (own.restoredAt ?? 0) > (kept.statusSince ?? 0)
  if (kept.status !== 'active' && !isKeptOver) return kept
  const endedAt = Math.max(decidedAt, kept.restoredAt ?? 0)
  const isOwnOver = own.status !== 'active' && own.statusSince !== null && own.statusSince <= endedAt
  return isOwnOver ? kept : own
}

/** As `mergeKeyState`; of the same day's counts the higher stays, of two days the later. */
export function mergeAccountState(
  { state: kept, decidedAt }: Kept<AccountState>,
  own: AccountState,
  now: Instant,
): AccountState {
  const isKeptDay = kept.day.resetAt === own.day.resetAt ? kept.day.used > own.day.used : false
  const cooldowns = mergeCooldowns(kept.cooldowns, own.cooldowns, decidedAt, now)
  return { ...own, day: isKeptDay ? kept.day : own.day, cooldowns }
}

function mergeCooldowns(
  kept: readonly Cooldown[],
  own: readonly Cooldown[],
  decidedAt: Instant,
  now: Instant,
): readonly Cooldown[] {
  const merged = own.filter(({ startedAt }) => startedAt > decidedAt)
  for (const cooldown of kept) {
    if (cooldown.until <= now) continue
    const at = merged.findIndex(({ scope, model }) => scope === cooldown.scope && model === cooldown.model)
    const same = merged[at]
    if (!same) merged.push(cooldown)
    else if (same.until < cooldown.until) merged[at] = cooldown
  }
  return merged
}
