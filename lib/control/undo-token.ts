import { changeToken, findToken, holdToken, reviveToken, type TokenSettings } from '@/lib/store/tokens'
import { changedMeanwhile, requireSame, type TakeBacks, type Values } from './undo-parts'

const CHANGED = { kind: 'tokens-changed' } as const

/** A client token's settings, and its end. */
export const TOKEN_TAKE_BACKS: TakeBacks = {
  changeToken: async ({ session, entry: { target }, name, before, after }) => {
    await holdToken(session, target)
    requireSame(name, (await findToken(session, { id: target })) ?? {}, after)
    // a revoked one is changed no more
    if (!(await changeToken(session, target, asSettings(before)))) throw changedMeanwhile(name)
    return CHANGED
  },
  revokeToken: async ({ session, entry: { target }, name, after }) => {
    const { revokedAt } = after
    const isBack = typeof revokedAt === 'number' && (await reviveToken(session, target, revokedAt))
    if (!isBack) throw changedMeanwhile(name)
    return CHANGED
  },
}

/** A token's settings as `changeToken` wrote them down: they were parsed then. */
function asSettings(written: Values): Partial<TokenSettings> {
  return written
}
