import type { KeyEdit } from '@/lib/contract/shares'
import { clearKey } from '@/lib/engine/reset'
import type { Candidate } from '@/lib/engine/select'
import type { KeyId } from '@/lib/engine/vocabulary'

/** The keys as they would be after edits, in the same order; a later edit of a key wins. Changes none of those given. */
export function editedKeys(candidates: readonly Candidate[], edits: readonly KeyEdit[]): Candidate[] {
  const editsOf = new Map<KeyId, KeyEdit[]>()
  for (const edit of edits) {
    for (const keyId of edit.keyIds) editsOf.set(keyId, [...(editsOf.get(keyId) ?? []), edit])
  }
  const accountOf = new Map(candidates.map(({ key, account }) => [key.account, account]))
  return candidates.flatMap(candidate => {
    const own = editsOf.get(candidate.key.id)
    if (!own) return [candidate]
    if (own.findLast(({ takesPart }) => takesPart !== undefined)?.takesPart === 'out') return []
    return [own.reduce((edited, edit) => withEdit(edited, edit, accountOf), candidate)]
  })
}

function withEdit(
  { key, state, account }: Candidate,
  { settings, takesPart }: KeyEdit,
  accountOf: ReadonlyMap<string | null, Candidate['account']>,
): Candidate {
  const given = Object.entries(settings).filter(([, value]) => value !== undefined)
  const edited = { ...key, ...Object.fromEntries(given) }
  const isMoved = edited.account !== key.account
  return {
    key: edited,
    state: takesPart === 'in' ? { ...clearKey(state), status: 'active' } : state,
    account: isMoved ? (accountOf.get(edited.account) ?? null) : account,
  }
}
