import type { Shares } from '@/lib/contract/shares'

/** A line of the preview; `kind` says whether it is a key, the rest of them, or what nobody can serve. */
export type ShareLine = {
  id: string
  kind: 'key' | 'others' | 'unserved'
  name: string
  masked: string
  /** How many keys `others` are. */
  count: number
  before: number
  after: number
}

const KEYS_SHOWN = 8

/** The keys that are edited or whose share changes most, then the largest; the rest as one line. Pure. */
export function shareLines({ keys, others, unserved }: Shares): ShareLine[] {
  const ranked = [...keys].sort((one, other) => {
    return Number(other.isEdited) - Number(one.isEdited) || change(other) - change(one) || size(other) - size(one)
  })
  const shown = new Set(ranked.slice(0, KEYS_SHOWN))
  const rest = keys.filter(key => !shown.has(key))
  const lines: ShareLine[] = keys
    .filter(key => shown.has(key))
    .sort((one, other) => byName.compare(one.name, other.name))
    .map(({ id, name, masked, before, after }) => ({ id, kind: 'key', name, masked, count: 1, before, after }))
  const restCount = rest.length + others.keyCount
  const before = sum(rest, 'before') + others.before
  const after = sum(rest, 'after') + others.after
  if (restCount > 0 && before + after > 0)
    lines.push({ ...NAMELESS, id: 'others', kind: 'others', count: restCount, before, after })
  if (unserved.before + unserved.after > 0)
    lines.push({ ...NAMELESS, id: 'unserved', kind: 'unserved', count: 0, ...unserved })
  return lines
}

type Pair = { before: number; after: number }

/** An order that figures do not turn round. */
const byName = new Intl.Collator('en', { numeric: true })
const NAMELESS = { name: '', masked: '' }
const change = ({ before, after }: Pair) => Math.abs(after - before)
const size = ({ before, after }: Pair) => Math.max(before, after)
const sum = (pairs: readonly Pair[], side: keyof Pair) => pairs.reduce((total, pair) => total + pair[side], 0)
