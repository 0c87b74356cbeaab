import type { AddKeyInput, ChangeKeyInput, KeySelection } from '@/lib/contract/key'
import type { KeyId, KeyStatus, ServiceId } from '@/lib/engine/vocabulary'
import { addKeys } from '@/lib/store/add-keys'
import type { KeyEntry } from '@/lib/store/key-entry'
import { listKeyNames } from '@/lib/store/key-names'
import { findKey, listKeys as listStored } from '@/lib/store/keys'
import type { Session } from '@/lib/store/session'
import { inOneAuditedTransaction } from './audit-trail'
import { type ControlContext, requireRole } from './context'
import { ControlError } from './control-error'
import { type Edited, editKey, requireInSight } from './edit-key'
import { requireAhead } from './expiry'
import { type KeyName, nameOf, noSuchKey } from './key-name'
import { storableKey } from './new-key'
import { offlinePools } from './offline-pools'
import { statusOf } from './pool-facts'
import { requireService } from './require-service'

const PAGE_ROWS = 1000

/** Adds one key; without a name it becomes `groq-1`, or the next free number. @throws ControlError `unknown-service`, `key-exists` */
export async function addKey(call: {
  ctx: ControlContext
  input: AddKeyInput
}): Promise<Edited & { warnings: readonly string[] }> {
  const { ctx, input } = call
  requireRole(ctx, 'admin')
  const service = requireService(ctx, input.service)
  requireAhead(ctx, input.expiresAt)
  const { answer: added, auditId } = await inOneAuditedTransaction(ctx, async session => {
    const given = input.name ?? (await freeName(session, service.id))
    const storable = storableKey(ctx.masterKey, { ...input, name: given }, ctx.now())
    const [result] = await addKeys(session, [storable])
    if (result?.kind === 'known') throw alreadyThere(result.entry)
    const { id, name, masked } = storable.key
    return {
      answer: nameOf(storable.key),
      deed: {
        verb: 'addKey',
        target: id,
        detail: { service: input.service, name, masked, ...ADDED },
        change: { kind: 'key-added', keyId: id },
      },
    }
  })
  const isUsual = service.keyFormat.test(input.apiKey)
  const warning = `${added.name} does not look like a key of ${service.label}; it is used all the same`
  return { ...added, auditId, warnings: isUsual ? [] : [warning] }
}

/** Taking an addition back is removing the key. */
export const ADDED = { before: { isRemoved: true }, after: { isRemoved: false } } as const

/** `groq-1`, or the first number that no key of the service has; a removed one may come back with its name. */
async function freeName(session: Session, service: ServiceId): Promise<string> {
  const taken = await namesTaken(session, service)
  let number = 1
  while (taken.has(`${service}\n${service}-${number}`)) number += 1
  return `${service}-${number}`
}

/** Every name that a key has, or had before it was removed, behind its service and a line feed. */
export async function namesTaken(session: Session, service?: ServiceId): Promise<ReadonlySet<string>> {
  const names = await listKeyNames(session, service ?? null)
  return new Set(names.map(([service, name]) => `${service}\n${name}`))
}

export type ListedKey = KeyName & {
  source: 'env' | 'vault'
  status: KeyStatus | 'removed'
  priority: number
  account: string | null
  dailyLimit: number | null
  labels: readonly string[]
  note: string | null
}

/** The keys by service and name; with `isRemoved`, those that can be restored. */
export async function listKeys(call: {
  ctx: ControlContext
  input: { service?: ServiceId | undefined; isRemoved: boolean }
}): Promise<ListedKey[]> {
  const { ctx, input } = call
  requireRole(ctx, 'viewer')
  if (input.service !== undefined) requireService(ctx, input.service)
  const entries = await everyKey(ctx.store, input)
  const pools = ctx.live?.pools ?? (await offlinePools(ctx))
  const now = ctx.now()
  return entries.map(({ key, labels, note, removedAt }) => {
    const candidate = pools.find(key.id)
    const status = removedAt !== null ? 'removed' : candidate ? statusOf(candidate, now) : 'active'
    const { source, priority, account, dailyLimit } = key
    return { ...nameOf(key), source, status, priority, account, dailyLimit, labels, note }
  })
}

/** Changes what an operator may say of a key. Absent fields stay. */
export async function changeKey(call: { ctx: ControlContext; input: ChangeKeyInput }): Promise<Edited> {
  const { ctx, input } = call
  return editKey(ctx, input, 'changeKey', standing => {
    requireInSight(standing)
    const { expiresAt } = input.settings
    // what it had said before is no slip of today
    if (expiresAt !== standing.entry.key.expiresAt) requireAhead(ctx, expiresAt)
    return input.settings
  })
}

/** The id of the key a person means: an id, or a name that one key has. @throws ControlError `not-found`, `conflict` */
export async function findKeyId(call: {
  ctx: ControlContext
  input: { key: string; isRemoved: boolean }
}): Promise<KeyId> {
  const { ctx, input } = call
  requireRole(ctx, 'viewer')
  const entries = await everyKey(ctx.store, input)
  if (entries.some(({ key }) => key.id === input.key)) return input.key
  const named = entriesNamed(entries, input.key)
  const [first] = named
  if (!first)
    throw new ControlError('not-found', `No ${input.isRemoved ? 'removed ' : ''}key has the id or name ${input.key}.`)
  if (named.length === 1) return first.key.id
  const ids = named.map(({ key }) => `${key.service} ${key.id}`).join(', ')
  throw new ControlError('conflict', `${named.length} keys are named ${input.key}; give the id of one: ${ids}.`)
}

/** Those with exactly this name; where there is none, those with it in another case. */
function entriesNamed(entries: readonly KeyEntry[], name: string): KeyEntry[] {
  const exact = entries.filter(({ key }) => key.name === name)
  if (exact.length > 0) return exact
  return entries.filter(({ key }) => key.name.toLowerCase() === name.toLowerCase())
}

async function everyKey(
  session: Session,
  { service, isRemoved }: { service?: ServiceId | undefined; isRemoved: boolean },
): Promise<KeyEntry[]> {
  const entries: KeyEntry[] = []
  for (let after: KeyId | undefined; ; ) {
    const page = await listStored(session, {
      limit: PAGE_ROWS,
      isRemoved,
      ...(service !== undefined && { service }),
      ...(after !== undefined && { after }),
    })
    entries.push(...page)
    after = page.at(-1)?.key.id
    if (page.length < PAGE_ROWS) break
  }
  const byName = new Intl.Collator('en', { numeric: true })
  return entries.sort(
    (one, other) => byName.compare(one.key.service, other.key.service) || byName.compare(one.key.name, other.key.name),
  )
}

/** A key in sight. @throws ControlError `not-found` */
export async function requireKey(session: Session, { keyId }: KeySelection): Promise<KeyEntry> {
  const entry = await findKey(session, keyId)
  if (!entry || entry.removedAt !== null) throw noSuchKey()
  return entry
}

/** The secret is kept already. */
export function alreadyThere({ key, removedAt }: KeyEntry): ControlError {
  const rest = removedAt === null ? '' : ', which was removed: restore it'
  const { name, masked } = key
  const said = { key: removedAt === null ? 'keyExists' : 'keyExistsRemoved', values: { name, masked } }
  return new ControlError('key-exists', `This key is already kept as ${name} (${masked}, ${key.id})${rest}.`, { said })
}
