import type { KeyStatusView } from '@/lib/contract/status'
import { words } from './words'

/**
 * What a person should know of a key at one glance: whether it serves, and if not, why and until when.
 * `partly`: it rests for one model and serves the others. `out`: only a person brings it back.
 */
export type Standing = {
  kind: 'ready' | 'partly' | 'resting' | 'idle' | 'out'
  label: string
  reason: string | null
  /** Epoch ms; `null` when it does not end by itself. */
  untilAt: number | null
}

/** One truth per key: its status first, then what keeps it from serving every request. */
export function standingOf(key: KeyStatusView, now: number): Standing {
  if (key.status !== 'active') {
    const kind = key.status === 'paused' ? 'idle' : 'out'
    return { kind, label: words.status[key.status], reason: key.statusReason, untilAt: null }
  }
  const why = key.unavailable
  if (why === null) return { kind: 'ready', label: words.status.active, reason: null, untilAt: null }
  const untilAt = why.until === null ? null : Date.parse(why.until)
  if (untilAt !== null && untilAt <= now)
    return { kind: 'ready', label: words.status.active, reason: null, untilAt: null }
  const model = restingModel(key, why)
  if (model !== null) {
    return { kind: 'partly', label: words.resting, reason: words.modelRests(model, words.reason(why.reason)), untilAt }
  }
  const label = why.reason.endsWith('-limit') ? words.full : words.resting
  return { kind: 'resting', label, reason: words.reason(why.reason), untilAt }
}

type Unavailable = NonNullable<KeyStatusView['unavailable']>

/** The model whose rest alone keeps the key from serving every request; `null` when something else does. */
function restingModel(key: KeyStatusView, why: Unavailable): string | null {
  if (key.cooldowns.some(({ model, until }) => model === null && until === why.until)) return null
  return key.cooldowns.find(({ until, reason }) => until === why.until && reason === why.reason)?.model ?? null
}
