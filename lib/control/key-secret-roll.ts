import type { RollSecretInput } from '@/lib/contract/key-edit'
import { clearKey } from '@/lib/engine/reset'
import { replaceSecret } from '@/lib/store/change-keys'
import { forgetKeyCheck } from '@/lib/store/key-checks'
import { findKeyByFingerprint } from '@/lib/store/keys'
import type { Session } from '@/lib/store/session'
import { saveKeyStates } from '@/lib/store/states'
import { fingerprint } from '@/lib/vault/fingerprint'
import { mask } from '@/lib/vault/mask'
import { inOneTransaction } from './audit-trail'
import { type ControlContext, requireRole } from './context'
import { ControlError } from './control-error'
import { requireInSight } from './edit-key'
import { operatorEvents } from './key-events'
import type { StandingKey } from './key-facts'
import { type KeyName, nameOf, noSuchKey } from './key-name'
import { sealSecret } from './key-secret'
import { alreadyThere } from './keys'
import { requireService } from './require-service'
import { readKeys } from './standing-keys'

/**
 * Replaces a key's secret in place: id, name, settings and counts stay; what the old secret was out for, and rested
 * for, is over. Running pools use the new one at once, and requests under way end with the old one.
 * @throws ControlError `not-found`, `conflict` for a key of the environment or the same secret, `key-exists`
 */
export async function rollKeySecret(call: {
  ctx: ControlContext
  input: RollSecretInput
}): Promise<KeyName & { isUnusual: boolean }> {
  const { ctx, input } = call
  requireRole(ctx, 'admin')
  return inOneTransaction(ctx, async session => {
    const [standing] = await readKeys(ctx, session, [input.keyId])
    if (!standing) throw noSuchKey()
    requireInSight(standing)
    const print = await newPrint(ctx, session, standing, input.apiKey)
    const { key } = standing.entry
    const masked = mask(input.apiKey)
    const sealed = sealSecret(ctx.masterKey, key.id, input.apiKey)
    await replaceSecret(session, key.id, { sealed, fingerprint: print, masked })
    await forgetKeyCheck(session, key.id)
    await saveKeyStates(session, [{ keyId: key.id, state: clearKey(standing.state) }])
    const { service, name } = key
    const detail = { service, name, before: { masked: key.masked }, after: { masked } }
    const change = { kind: 'key-secret-replaced' as const, keyId: key.id }
    const isUnusual = !requireService(ctx, service).keyFormat.test(input.apiKey)
    return {
      answer: { ...nameOf({ ...key, masked }), isUnusual },
      deed: { verb: 'rollKeySecret', target: key.id, detail, events: operatorEvents(ctx, 'reset', [key]), change },
    }
  })
}

/** The new secret's fingerprint, which no key has. */
async function newPrint(ctx: ControlContext, session: Session, { entry }: StandingKey, secret: string) {
  const { id, name, service, source } = entry.key
  if (source === 'env') {
    const reason = `${name} comes from the environment: change that variable and restart.`
    throw new ControlError('conflict', reason, { said: { key: 'envKeyRolls', values: { name } } })
  }
  const print = fingerprint(ctx.masterKey, service, secret)
  const known = await findKeyByFingerprint(session, service, print)
  if (known === null) return print
  if (known.key.id !== id) throw alreadyThere(known)
  throw new ControlError('conflict', `${name} has this secret already.`, {
    said: { key: 'sameSecret', values: { name } },
  })
}
