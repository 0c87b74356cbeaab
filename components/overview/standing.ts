import type { KeyStatusView } from '@/lib/contract/status'
import { words } from './words'

/**
 * What a person should know of a key at one glance: whether it serves, and if not, why and until when.
 * `partly`: it serves, but one of its models rests. `out`: only a person brings it back.
 */
export type Standing = {
  kind: 'ready' | 'partly' | 'resting' | 'idle' | 'out'
  label: string
  reason: string | null
  /** Epoch ms; `null` when it does not end by itself. */
  untilAt: number | null
}

/** One truth per key: its status first, then what keeps it from serving now, then what keeps one model. */
export function standingOf(key: KeyStatusView, now: number): Standing {
  if (key.status !== 'active') {
    const kind = key.status === 'paused' ? 'idle' : 'out'
    return { kind, label: words.status[key.status], reason: key.statusReason, untilAt: null }
  }
  if (!key.available) return unavailableStanding(key)
  const model = key.cooldowns
    .filter(cooldown => cooldown.model !== null && Date.parse(cooldown.until) > now)
    .sort((a, b) => Date.parse(a.until) - Date.parse(b.until))[0]
  if (!model) return { kind: 'ready', label: words.status.active, reason: null, untilAt: null }
  const reason = words.modelRests(model.model, words.reason(model.reason))
  return { kind: 'partly', label: words.status.active, reason, untilAt: Date.parse(model.until) }
}

function unavailableStanding(key: KeyStatusView): Standing {
  const why = key.unavailable
  if (why === null) return { kind: 'resting', label: words.resting, reason: null, untilAt: null }
  const label = why.reason.endsWith('-limit') ? words.full : words.resting
  const untilAt = why.until === null ? null : Date.parse(why.until)
  return { kind: 'resting', label, reason: words.reason(why.reason), untilAt }
}
