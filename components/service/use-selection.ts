import { useState } from 'react'

export type Selection = {
  ids: ReadonlySet<string>
  /** Ticks or unticks one; with shift held, all from the one pressed before to this one. */
  toggle(id: string, isRange: boolean): void
  /** Ticks all that are shown, or unticks them where all are. */
  toggleShown(): void
  set(ids: readonly string[]): void
}

/** Which keys are ticked. It outlives pages and filters. @param shown the ids in sight, in their order */
export function useSelection(shown: readonly string[]): Selection {
  const [ids, setIds] = useState<ReadonlySet<string>>(new Set())
  const [anchor, setAnchor] = useState<string | null>(null)
  const put = (changed: readonly string[], isTicked: boolean) => {
    const next = new Set(ids)
    for (const id of changed) {
      if (isTicked) next.add(id)
      else next.delete(id)
    }
    setIds(next)
  }
  return {
    ids,
    toggle: (id, isRange) => {
      put(isRange ? between(shown, anchor, id) : [id], !ids.has(id))
      setAnchor(id)
    },
    toggleShown: () => put(shown, !shown.every(id => ids.has(id))),
    set: all => setIds(new Set(all)),
  }
}

/** Everything from one to the other, whichever comes first; without a beginning in sight, the one alone. */
export function between(shown: readonly string[], from: string | null, to: string): readonly string[] {
  const [start, end] = [shown.indexOf(from ?? to), shown.indexOf(to)]
  if (start === -1 || end === -1) return [to]
  return shown.slice(Math.min(start, end), Math.max(start, end) + 1)
}
