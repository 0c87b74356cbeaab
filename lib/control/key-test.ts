import type { KeySelection } from '@/lib/contract/key'
import type { Examination, TestedSecrets, TestSecretsInput } from '@/lib/contract/key-test'
import { saveKeyChecks } from '@/lib/store/key-checks'
import { type ControlContext, requireRole, requireServer } from './context'
import { ControlError } from './control-error'
import { type KeyName, nameOf } from './key-name'
import { requireKey } from './keys'
import { requireService } from './require-service'

/**
 * Asks a key's upstream by its free probe whether it is alive: no quota is spent, only what was said is kept, and it
 * ends within seconds. @throws ControlError `not-found`, `conflict` where this process has no secret of the key
 */
export async function testKey({ ctx, input }: { ctx: ControlContext; input: KeySelection }) {
  requireRole(ctx, 'admin')
  const { key } = await requireKey(ctx.store, input)
  requireService(ctx, key.service)
  const examination = await requireServer(ctx).examineKey(key.id)
  if (examination) {
    await saveKeyChecks(ctx.store, [{ ...examination, keyId: key.id, at: ctx.now() }])
    return { ...nameOf(key), ...examination } satisfies KeyName & Examination
  }
  const reason = `The secret of ${key.name} is in another process's environment: test it there.`
  throw new ControlError('conflict', reason, { said: { key: 'secretElsewhere', values: { name: key.name } } })
}

/** The same for secrets that are not kept yet, all at the same time; the answers stand in their order. */
export async function testSecrets(call: { ctx: ControlContext; input: TestSecretsInput }): Promise<TestedSecrets> {
  const { ctx, input } = call
  requireRole(ctx, 'admin')
  for (const { service } of input.rows) requireService(ctx, service)
  const { examineSecret } = requireServer(ctx)
  return { results: await Promise.all(input.rows.map(({ service, apiKey }) => examineSecret(service, apiKey))) }
}
