import type { NewKey } from '@/lib/contract/key-import'
import type { ServiceId } from '@/lib/engine/vocabulary'
import { makeTimeId } from '@/lib/rotation/time-id'
import { type AddedKey, addKeys } from '@/lib/store/add-keys'
import { type Deed, inOneAuditedTransaction } from './audit-trail'
import { type ControlContext, requireRole } from './context'
import { requireAhead } from './expiry'
import type { KnownService } from './key-file-service'
import { type KeyName, nameOf } from './key-name'
import { ADDED } from './keys'
import { storableKey } from './new-key'
import { requireService } from './require-service'

/** What an import did, or with `isDryRun` would do. */
export type ImportAnswer = {
  added: (KeyName & { priority: number; dailyLimit: number | null })[]
  skipped: { service: ServiceId; name: string; masked: string; reason: string; isRemoved: boolean }[]
}

/** `auditId` names the import for an undo; `null` for a dry run, and where nothing was new. */
type Imported = ImportAnswer & { auditId: number | null }

const AUDITED_KEYS = 100

/**
 * Adds many keys, all or none; those already kept are skipped. A dry run does the very same and takes it back.
 * @throws ControlError `unknown-service`
 */
export async function importKeys(call: {
  ctx: ControlContext
  input: { rows: NewKey[]; isDryRun: boolean }
}): Promise<Imported> {
  const { ctx, input } = call
  requireRole(ctx, 'admin')
  for (const service of new Set(input.rows.map(row => row.service))) requireService(ctx, service)
  for (const { name, expiresAt } of input.rows) requireAhead(ctx, expiresAt, `${name}: `)
  const storable = input.rows.map(row => storableKey(ctx.masterKey, row, ctx.now()))
  try {
    const { answer, auditId } = await inOneAuditedTransaction(ctx, async session => {
      const answer = answerOf(await addKeys(session, storable), input.rows)
      if (input.isDryRun) throw new TakenBack(answer)
      return { answer, deed: answer.added.length === 0 ? null : deedOf(ctx, answer) }
    })
    return { ...answer, auditId }
  } catch (error) {
    if (error instanceof TakenBack) return { ...error.answer, auditId: null }
    throw error
  }
}

function deedOf(ctx: ControlContext, { added }: ImportAnswer): Deed {
  const batch = makeTimeId(ctx.now())
  const entries = added.map(key => {
    const { service, name, masked } = key
    return { verb: 'addKey', target: key.id, detail: { service, name, masked, ...ADDED } }
  })
  const detail = { count: added.length, keys: added.slice(0, AUDITED_KEYS).map(nameOf), batch }
  return { verb: 'importKeys', target: 'keys', detail, parts: { batch, entries }, change: { kind: 'keys-imported' } }
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
      answer.skipped.push({ service, name, masked: key.masked, reason: where, isRemoved: removedAt !== null })
    }
  }
  return answer
}

/** The services as a key file's reader needs them. */
export function knownServices({ services }: ControlContext): KnownService[] {
  return services.map(({ id, label, envName, keyFormat }) => ({ id, label, envName, keyFormat }))
}
