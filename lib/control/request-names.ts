import type { NamedCaller, NamedKey } from '@/lib/contract/requests'
import type { Attempt } from '@/lib/engine/attempt'
import type { KeyId } from '@/lib/engine/vocabulary'
import { findKeys } from '@/lib/store/keys'
import { listOperators } from '@/lib/store/operators'
import { listTokens } from '@/lib/store/tokens'
import type { ControlContext } from './context'

/** What people call the keys and callers that a log knows by their ids. */
export type RequestNames = {
  key(id: KeyId, masked: string | null): NamedKey
  caller(id: string | null): NamedCaller | null
  service(id: string): string
}

/** An operator who asked in person, as the record names a caller. */
export function operatorCaller(operatorId: string): string {
  return `operator:${operatorId}`
}

/** Names for these; removed keys and revoked tokens keep theirs. */
export async function namesFor(ctx: ControlContext, keyIds: Iterable<KeyId>): Promise<RequestNames> {
  const [entries, tokens, operators] = await Promise.all([
    findKeys(ctx.store, [...new Set(keyIds)]),
    listTokens(ctx.store),
    listOperators(ctx.store),
  ])
  const keys = new Map(entries.map(({ key }) => [key.id, key]))
  const callers = new Map([
    ...tokens.map(({ id, name }) => [id, name] as const),
    ...operators.map(({ id, email }) => [operatorCaller(id), email] as const),
  ])
  const services = new Map(ctx.services.map(({ id, label }) => [id, label]))
  return {
    key: (id, masked) => {
      const known = keys.get(id)
      return { id, name: known?.name ?? null, masked: masked ?? known?.masked ?? id }
    },
    caller: id => (id === null ? null : { id, name: callers.get(id) ?? null }),
    service: id => services.get(id) ?? id,
  }
}

/** The keys that these attempts used. */
export function keysUsed(attempts: readonly Pick<Attempt, 'keyId'>[]): KeyId[] {
  return attempts.flatMap(({ keyId }) => keyId ?? [])
}
