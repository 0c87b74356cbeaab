import type { NewKey } from '@/lib/contract/key-import'
import type { ServiceId } from '@/lib/engine/vocabulary'
import { type AddedKey, addKeys } from '@/lib/store/keys'
import { inOneTransaction } from './audit-trail'
import { type ControlContext, requireRole } from './context'
import { requireAhead } from './expiry'
import type { KnownService } from './key-file-service'
import { type KeyName, nameOf, requireService } from './keys'
import { storableKey } from './new-key'

/** What an import did, or with `isDryRun` would do. */
export type ImportAnswer = {
  added: (KeyName & { priority: number; dailyLimit: number | null })[]
  skipped: { service: ServiceId; name: string; masked: string; reason: string }[]
}

const AUDITED_KEYS = 100

/**
 * Adds many keys, all or none; those already kept are skipped. A dry run does the very same and takes it back.
 * @throws ControlError `unknown-service`
 */
export async function importKeys(call: {
  ctx: ControlContext
  input: { rows: NewKey[]; isDryRun: boolean }
}): Promise<ImportAnswer> {
  const { ctx, input } = call
  requireRole(ctx, 'admin')
  for (const service of new Set(input.rows.map(row => row.service))) requireService(ctx, service)
  for (const { name, expiresAt } of input.rows) requireAhead(ctx, expiresAt, `${name}: `)
  const storable = input.rows.map(row => storableKey(ctx.masterKey, row, ctx.now()))
  try {
    return await inOneTransaction(ctx, async session => {
      const answer = answerOf(await addKeys(session, storable), input.rows)
      if (input.isDryRun) throw new TakenBack(answer)
      const names = answer.added
        .slice(0, AUDITED_KEYS)
        .map(({ id, service, name, masked }) => ({ id, service, name, masked }))
      const detail = { count: answer.added.length, keys: names }
      return { answer, deed: { verb: 'importKeys', target: 'keys', detail, change: { kind: 'keys-imported' } } }
    })
  } catch (error) {
    if (error instanceof TakenBack) return error.answer
    throw error
  }
}

/** Ends a dry run's transaction without its change. */
class TakenBack extends Error {
  constructor(readonly answer: ImportAnswer) {
    super('dry run')
  }
}

function answerOf(results: readonly AddedKey[], rows: readonly NewKey[]): ImportAnswer {
  const answer: ImportAnswer = { added: [], skipped: [] }
  for (const [index, { kind, entry }] of results.entries()) {
    const { key, removedAt } = entry
    if (kind === 'added') {
      answer.added.push({ ...nameOf(key), priority: key.priority, dailyLimit: key.dailyLimit })
    } else {
      const where =
        removedAt === null ? `it is already kept as ${key.name}` : `it was removed as ${key.name}; restore it`
      const { name, service } = rows[index] ?? key
      answer.skipped.push({ service, name, masked: key.masked, reason: where })
    }
  }
  return answer
}

/** The services as a key file's reader needs them. */
export function knownServices({ services }: ControlContext): KnownService[] {
  return services.map(({ id, label, envName, keyFormat }) => ({ id, label, envName, keyFormat }))
}
