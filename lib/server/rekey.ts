import { randomBytes } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import { appendAudit } from '@/lib/store/audit'
import { appendChange } from '@/lib/store/changes'
import {
  countSealed,
  listSealedOtherwise,
  replaceSealed,
  SEALED_COLUMNS,
  type SealedColumn,
  type SealedRow,
} from '@/lib/store/sealed-columns'
import type { Session, Store } from '@/lib/store/session'
import { forgetSetting, saveSetting } from '@/lib/store/settings'
import { CHECK_SETTING, makeCheckValue } from '@/lib/vault/check-value'
import { HANDOVER_SETTING, LOOKUP_SETTING, sealHandover, sealLookup, successor } from '@/lib/vault/key-change'
import {
  findMasterKey,
  type MasterKey,
  masterKeyPath,
  parseMasterKey,
  replaceMasterKeyFile,
} from '@/lib/vault/master-key'
import { open, seal } from '@/lib/vault/seal'
import { VaultError } from '@/lib/vault/vault-error'
import type { Settings } from './env'
import { keyInForce, readCheck } from './key-in-force'
import { OpenError, openStoreAndKey } from './open-store'

/** Every server has heard of a change by then. */
const HEARD_MS = 2000
const BATCH_ROWS = 200

export type Rekeyed = {
  sealed: number
  /** Those that neither key opens, which stay as they were. */
  unreadable: number
  isResumed: boolean
  /** Where the key before is kept; `null`: the environment gives the key. */
  oldFile: string | null
  /** The file with the new key, where other machines may use the same database; `null`: none can, or the environment gives it. */
  toCopy: string | null
}

/** Who follows it. */
export type RekeyWatch = {
  onProgress?: (share: number) => void
  onStep?: (step: 'begun' | 'batch' | 'in-force') => void
  /** How long every server has to hear of it. */
  heardMs?: number
}

/**
 * Seals every secret with another master key, while servers run. It may end at any instant: both keys are known until
 * all is done, and the next call goes on where this one ended.
 * @param given the new key's text; `null`: a new one is made
 * @throws OpenError
 */
export async function rekey(
  settings: Settings,
  given: string | null,
  { onProgress = () => {}, onStep = () => {}, heardMs = HEARD_MS }: RekeyWatch = {},
): Promise<Rekeyed> {
  if (given !== null) requireKeyText(given)
  const { store } = await openStoreAndKey(settings, Date.now)
  try {
    const found = findMasterKey({ value: settings.masterKey, folder: settings.dataDir })
    const { masterKey, text, isResumed } = await begin(store, found.masterKey, given)
    onStep('begun')
    await sleep(heardMs)
    const total = await countAll(store)
    let sealed = 0
    const onSealed = (count: number) => {
      sealed += count
      onStep('batch')
      onProgress(total === 0 ? 1 : Math.min(1, sealed / total))
    }
    await sealAnew(store, masterKey, onSealed)
    await putInForce(store, masterKey)
    onStep('in-force')
    // whoever had not heard of it yet may have sealed with the old key once more
    await sleep(heardMs)
    const unreadable = await sealAnew(store, masterKey, onSealed)
    const oldFile = found.source === 'file' ? replaceMasterKeyFile(settings.dataDir, text) : null
    if (oldFile !== null && store.dialect === 'sqlite') await forgetSetting(store, HANDOVER_SETTING)
    const toCopy = oldFile !== null && store.dialect === 'postgres' ? masterKeyPath(settings.dataDir) : null
    return { sealed, unreadable, isResumed, oldFile, toCopy }
  } finally {
    await store.close()
  }
}

function requireKeyText(text: string): void {
  try {
    parseMasterKey(text, 'the new master key')
  } catch (error) {
    throw new OpenError(error instanceof Error ? error.message : String(error), true)
  }
}

type Begun = { masterKey: MasterKey; text: string; isResumed: boolean }

/** Hands the new key over, or takes up a change that was begun before. */
async function begin(store: Store, given: MasterKey, wanted: string | null): Promise<Begun> {
  return store.transaction(async session => {
    const check = await readCheck(session)
    if (check === null) throw new OpenError('Nothing is sealed in this database yet: any master key will do.', false)
    const known = await keyInForce(session, given, check)
    if (known.isOld) {
      if (wanted !== null && wanted.trim() !== known.next) {
        throw new OpenError(
          'Another change of the master key is under way: finish that one first, without a new key.',
          true,
        )
      }
      return { masterKey: known.masterKey, text: known.next ?? '', isResumed: true }
    }
    const text = wanted?.trim() ?? makeMasterKeyText()
    const masterKey = successor(known.masterKey, text)
    await saveSetting(session, HANDOVER_SETTING, sealHandover(known.masterKey, text))
    await appendAudit(session, { operator: 'cli', verb: 'rekey', target: 'master-key', detail: {} })
    await appendChange(session, { kind: 'master-key-changed', service: null, keyId: null })
    return { masterKey, text, isResumed: false }
  })
}

async function putInForce(store: Store, masterKey: MasterKey): Promise<void> {
  await store.transaction(async session => {
    await saveSetting(session, LOOKUP_SETTING, sealLookup(masterKey))
    await saveSetting(session, CHECK_SETTING, makeCheckValue(masterKey))
    await appendChange(session, { kind: 'master-key-changed', service: null, keyId: null })
  })
}

async function countAll(session: Session): Promise<number> {
  const counts = await Promise.all(SEALED_COLUMNS.map(column => countSealed(session, column)))
  return counts.reduce((sum, count) => sum + count, 0)
}

/** @returns how many could not be opened */
async function sealAnew(store: Store, masterKey: MasterKey, onSealed: (count: number) => void): Promise<number> {
  let unreadable = 0
  for (const column of SEALED_COLUMNS) {
    let after = ''
    for (;;) {
      const rows = await listSealedOtherwise(store, column, masterKey.version, after, BATCH_ROWS)
      const last = rows.at(-1)
      if (!last) break
      after = last.id
      const done = await store.transaction(session => sealRows(session, masterKey, column, rows))
      unreadable += rows.length - done
      onSealed(done)
    }
  }
  return unreadable
}

async function sealRows(
  session: Session,
  masterKey: MasterKey,
  column: SealedColumn,
  rows: readonly SealedRow[],
): Promise<number> {
  let count = 0
  for (const row of rows) {
    const place = { table: column.table, id: row.id, column: column.column }
    const secret = openOrNull(masterKey, place, row.sealed)
    if (secret === null) continue
    await replaceSealed(session, column, row, seal(masterKey, place, secret))
    count += 1
  }
  return count
}

function openOrNull(masterKey: MasterKey, place: Parameters<typeof open>[1], sealed: Uint8Array): string | null {
  try {
    return open(masterKey, place, sealed)
  } catch (error) {
    if (error instanceof VaultError) return null
    throw error
  }
}

/** A new master key, as its file holds it. */
export function makeMasterKeyText(): string {
  return randomBytes(32).toString('base64')
}
