import { randomUUID } from 'node:crypto'
import type { CreatedToken, ListedToken, NewToken } from '@/lib/contract/token'
import { addToken, type ClientToken, listTokens as listStored, revokeToken as revokeStored } from '@/lib/store/tokens'
import { hashToken, makeToken } from '@/lib/vault/fingerprint'
import { mask } from '@/lib/vault/mask'
import { inOneTransaction } from './audit-trail'
import { type ControlContext, requireRole } from './context'
import { ControlError } from './control-error'
import { requireAhead } from './expiry'
import { iso, isoOrNull } from './key-view'
import { requireService } from './require-service'

export type TokenName = { id: string; name: string; masked: string }

/** Makes a client token. Its text is in this answer and nowhere else: only a keyed hash is kept. */
export async function createToken(call: { ctx: ControlContext; input: NewToken }): Promise<CreatedToken> {
  const { ctx, input } = call
  requireRole(ctx, 'admin')
  requireAhead(ctx, input.expiresAt)
  for (const service of input.services ?? []) requireService(ctx, service)
  const token = makeToken()
  const limits = { requestsPerMinute: null, requestsPerDay: null, budgetUsdPerMonth: null }
  const kept = { ...input, ...limits, id: randomUUID(), hash: hashToken(ctx.masterKey, token), masked: mask(token) }
  return inOneTransaction(ctx, async session => {
    const { id, name, masked } = await addToken(session, kept)
    const detail = { name, masked, services: input.services }
    const change = { kind: 'tokens-changed' as const }
    return { answer: { id, name, masked, token }, deed: { verb: 'createToken', target: id, detail, change } }
  })
}

/** Every token, newest first. */
export async function listTokens({ ctx }: { ctx: ControlContext }): Promise<ListedToken[]> {
  requireRole(ctx, 'viewer')
  const now = ctx.now()
  return (await listStored(ctx.store)).map(token => ({
    ...{ id: token.id, name: token.name, masked: token.masked, state: stateOf(token, now) },
    ...{ services: token.services && [...token.services], requests: token.requests },
    createdAt: iso(token.createdAt),
    lastUsedAt: isoOrNull(token.lastUsedAt),
    expiresAt: isoOrNull(token.expiresAt),
    revokedAt: isoOrNull(token.revokedAt),
  }))
}

function stateOf({ revokedAt, expiresAt }: ClientToken, now: number): ListedToken['state'] {
  if (revokedAt !== null) return 'revoked'
  return expiresAt !== null && expiresAt <= now ? 'expired' : 'active'
}

/** Ends a token for good, by its id or by a name only one living token has. @throws ControlError `not-found`, `conflict` */
export async function revokeToken(call: { ctx: ControlContext; input: { token: string } }): Promise<TokenName> {
  const { ctx, input } = call
  requireRole(ctx, 'admin')
  return inOneTransaction(ctx, async session => {
    const living = (await listStored(session)).filter(token => token.revokedAt === null)
    const meant = living.filter(({ id, name }) => id === input.token || name === input.token)
    const [first] = meant
    if (!first) throw new ControlError('not-found', `No living token has the id or name ${input.token}.`)
    if (meant.length > 1) {
      const ids = meant.map(({ id }) => id).join(', ')
      throw new ControlError('conflict', `${meant.length} tokens are named ${input.token}; give the id of one: ${ids}.`)
    }
    await revokeStored(session, first.id)
    const { id, name, masked } = first
    const change = { kind: 'tokens-changed' as const }
    return { answer: { id, name, masked }, deed: { verb: 'revokeToken', target: id, detail: { name, masked }, change } }
  })
}
