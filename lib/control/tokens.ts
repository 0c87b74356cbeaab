import { randomUUID } from 'node:crypto'
import type { ChangeToken, CreatedToken, ListedToken, NewToken } from '@/lib/contract/token'
import { type CallerUse, callerWindowEnd } from '@/lib/engine/caller-limits'
import type { Session } from '@/lib/store/session'
import {
  addToken,
  type ClientToken,
  changeToken as changeStored,
  holdToken,
  listTokens as listStored,
  revokeToken as revokeStored,
  type TokenSettings,
} from '@/lib/store/tokens'
import { readCallerUse } from '@/lib/store/usage-rollups'
import { hashToken, makeToken } from '@/lib/vault/fingerprint'
import { mask } from '@/lib/vault/mask'
import { inOneAuditedTransaction, inOneTransaction } from './audit-trail'
import { type ControlContext, requireRole } from './context'
import { ControlError } from './control-error'
import { requireAhead } from './expiry'
import { iso, isoOrNull } from './key-view'
import { requireService } from './require-service'

export type TokenName = { id: string; name: string; masked: string }
/** A token after a deed: `auditId` names the deed for an undo; `null`: there was nothing to do. */
export type ChangedToken = TokenName & { auditId: number | null }

/** Makes a client token. Its text is in this answer and nowhere else: only a keyed hash is kept. */
export async function createToken(call: { ctx: ControlContext; input: NewToken }): Promise<CreatedToken> {
  const { ctx, input } = call
  requireRole(ctx, 'admin')
  requireAhead(ctx, input.expiresAt)
  for (const service of input.services ?? []) requireService(ctx, service)
  const token = makeToken()
  const kept = { ...input, id: randomUUID(), hash: hashToken(ctx.masterKey, token), masked: mask(token) }
  return inOneTransaction(ctx, async session => {
    const { id, name, masked } = await addToken(session, kept)
    const { requestsPerMinute, requestsPerDay, budgetUsdPerMonth } = input
    const limits = { requestsPerMinute, requestsPerDay, budgetUsdPerMonth }
    const detail = { name, masked, services: input.services, ...limits, expiresAt: input.expiresAt }
    const change = { kind: 'tokens-changed' as const }
    return { answer: { id, name, masked, token }, deed: { verb: 'createToken', target: id, detail, change } }
  })
}

/** Every token, newest first, with what it used of its limits as far as it is written down. */
export async function listTokens({ ctx }: { ctx: ControlContext }): Promise<ListedToken[]> {
  requireRole(ctx, 'viewer')
  const now = ctx.now()
  const [tokens, uses] = await Promise.all([listStored(ctx.store), readCallerUse(ctx.store, now)])
  return tokens.map(token => ({
    ...{ id: token.id, name: token.name, masked: token.masked, state: stateOf(token, now) },
    ...{ services: token.services && [...token.services], requests: token.requests },
    ...windowsOf(token, uses.get(token.id), now),
    createdAt: iso(token.createdAt),
    lastUsedAt: isoOrNull(token.lastUsedAt),
    expiresAt: isoOrNull(token.expiresAt),
    revokedAt: isoOrNull(token.revokedAt),
  }))
}

function windowsOf(token: ClientToken, use: CallerUse | undefined, now: number) {
  const { minuteCount, dayCount, monthUsd } = use ?? { minuteCount: 0, dayCount: 0, monthUsd: 0 }
  const endOf = (window: 'minute' | 'day' | 'month') => iso(callerWindowEnd(window, now))
  return {
    minute: { used: minuteCount, limit: token.requestsPerMinute, resetAt: endOf('minute') },
    day: { used: dayCount, limit: token.requestsPerDay, resetAt: endOf('day') },
    month: { used: monthUsd, limit: token.budgetUsdPerMonth, resetAt: endOf('month') },
  }
}

function stateOf({ revokedAt, expiresAt }: ClientToken, now: number): ListedToken['state'] {
  if (revokedAt !== null) return 'revoked'
  return expiresAt !== null && expiresAt <= now ? 'expired' : 'active'
}

/**
 * Changes a token's name, services, limits or end; running gateways follow at once, and what it used stays counted.
 * @throws ControlError `not-found`, `conflict`, `unknown-service`, `invalid-input`
 */
export async function changeToken(call: { ctx: ControlContext; input: ChangeToken }): Promise<ChangedToken> {
  const { ctx, input } = call
  requireRole(ctx, 'admin')
  const { settings } = input
  if (settings.expiresAt !== undefined) requireAhead(ctx, settings.expiresAt)
  for (const service of settings.services ?? []) requireService(ctx, service)
  const { answer, auditId } = await inOneAuditedTransaction(ctx, async session => {
    const { id } = await oneLiving(session, input.token)
    await holdToken(session, id)
    const token = await oneLiving(session, id)
    const { before, after } = differences(token, settings)
    const { masked } = token
    const named = { id, name: after.name ?? token.name, masked }
    if (Object.keys(after).length === 0) return { answer: named, deed: null }
    await changeStored(session, id, after)
    const detail = { name: named.name, masked, before, after }
    const change = { kind: 'tokens-changed' as const }
    return { answer: named, deed: { verb: 'changeToken', target: id, detail, change } }
  })
  return { ...answer, auditId }
}

/** What really changes, as it was and as it is to be. */
function differences(token: ClientToken, wanted: ChangeToken['settings']) {
  const before: Partial<TokenSettings> = {}
  const after: Partial<TokenSettings> = {}
  const note = <Field extends keyof TokenSettings>(field: Field, value: TokenSettings[Field] | undefined) => {
    if (value === undefined || JSON.stringify(value) === JSON.stringify(token[field])) return
    before[field] = token[field]
    after[field] = value
  }
  note('name', wanted.name)
  note('services', wanted.services)
  note('requestsPerMinute', wanted.requestsPerMinute)
  note('requestsPerDay', wanted.requestsPerDay)
  note('budgetUsdPerMonth', wanted.budgetUsdPerMonth)
  note('expiresAt', wanted.expiresAt)
  return { before, after }
}

/**
 * Ends a token at once, by its id or by a name only one living token has. Only an undo brings it back.
 * @throws ControlError `not-found`, `conflict`
 */
export async function revokeToken(call: { ctx: ControlContext; input: { token: string } }): Promise<ChangedToken> {
  const { ctx, input } = call
  requireRole(ctx, 'admin')
  const { answer, auditId } = await inOneAuditedTransaction(ctx, async session => {
    const { id, name, masked } = await oneLiving(session, input.token)
    const revoked = await revokeStored(session, id)
    if (!revoked) throw noneLiving(input.token)
    const detail = { name, masked, before: { revokedAt: null }, after: { revokedAt: revoked.revokedAt } }
    const change = { kind: 'tokens-changed' as const }
    return { answer: { id, name, masked }, deed: { verb: 'revokeToken', target: id, detail, change } }
  })
  return { ...answer, auditId }
}

async function oneLiving(session: Session, wanted: string): Promise<ClientToken> {
  const living = (await listStored(session)).filter(token => token.revokedAt === null)
  const meant = living.filter(({ id, name }) => id === wanted || name === wanted)
  const [first] = meant
  if (!first) throw noneLiving(wanted)
  if (meant.length === 1) return first
  const ids = meant.map(({ id }) => id).join(', ')
  throw new ControlError('conflict', `${meant.length} tokens are named ${wanted}; give the id of one: ${ids}.`)
}

function noneLiving(wanted: string): ControlError {
  return new ControlError('not-found', `No living token has the id or name ${wanted}.`)
}
