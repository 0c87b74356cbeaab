import type { KeySort } from '@/lib/contract/key-page'

/** The columns of the table of keys, and what each can be sorted by. */
export const KEY_COLUMNS = [
  { name: 'status', sorts: ['standing'] },
  { name: 'key', sorts: ['name'] },
  { name: 'priority', sorts: ['priority'] },
  { name: 'score', sorts: ['score'] },
  { name: 'usage', sorts: ['usage'] },
  { name: 'recent', sorts: [] },
  { name: 'success', sorts: ['success'] },
  { name: 'requests', sorts: ['today', 'requests'] },
  { name: 'spent', sorts: ['tokens', 'cost'] },
  { name: 'lastUsed', sorts: ['lastUsed'] },
] as const satisfies readonly { name: string; sorts: readonly KeySort[] }[]

export type KeyColumn = (typeof KEY_COLUMNS)[number]['name'] | 'select' | 'actions'

/** What one looks for first is the most, the newest, the nearest to its limit. */
const DOWN_FIRST: ReadonlySet<KeySort> = new Set(['score', 'usage', 'today', 'requests', 'tokens', 'cost', 'lastUsed'])

/** The order a press on a header asks for. */
export function nextOrder(pressed: KeySort, sort: KeySort, order: 'asc' | 'desc'): 'asc' | 'desc' {
  if (pressed !== sort) return DOWN_FIRST.has(pressed) ? 'desc' : 'asc'
  return order === 'asc' ? 'desc' : 'asc'
}
