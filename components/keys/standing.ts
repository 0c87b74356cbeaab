import type { KeyStatusView } from '@/lib/contract/status'

/**
 * What a person should know of a key at one glance: whether it serves, and if not, why and until when.
 * `partly`: it rests for one model and serves the others. `full`: a limit of its own is reached. `out`: only a person
 * brings it back.
 */
export type Standing = {
  kind: 'ready' | 'partly' | 'resting' | 'full' | 'idle' | 'out'
  /** Why, in the engine's words: for `messages` under `standing.reason`. */
  reason: string | null
  /** The model that rests, where it is one alone. */
  model: string | null
  /** Epoch ms; `null` when it does not end by itself. */
  untilAt: number | null
}

const READY: Standing = { kind: 'ready', reason: null, model: null, untilAt: null }

/** One truth per key: its status first, then what keeps it from serving every request. */
export function standingOf(key: KeyStatusView, now: number): Standing {
  if (key.status !== 'active') return { ...READY, kind: key.status === 'paused' ? 'idle' : 'out' }
  const why = key.unavailable
  if (why === null) return READY
  const untilAt = why.until === null ? null : Date.parse(why.until)
  if (untilAt !== null && untilAt <= now) return READY
  const model = restingModel(key, why)
  if (model !== null) return { kind: 'partly', reason: why.reason, model, untilAt }
  return { kind: why.reason.endsWith('-limit') ? 'full' : 'resting', reason: why.reason, model: null, untilAt }
}

type Unavailable = NonNullable<KeyStatusView['unavailable']>

/** The model whose rest alone keeps the key from serving every request; `null` when something else does. */
function restingModel(key: KeyStatusView, why: Unavailable): string | null {
  if (key.cooldowns.some(({ model, until }) => model === null && until === why.until)) return null
  return key.cooldowns.find(({ until, reason }) => until === why.until && reason === why.reason)?.model ?? null
}
