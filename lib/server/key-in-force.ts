import { z } from 'zod'
import type { Session } from '@/lib/store/session'
import { readSetting } from '@/lib/store/settings'
import { CHECK_SETTING, requireSameMasterKey, wrongMasterKey } from '@/lib/vault/check-value'
import {
  adopt,
  asVersion,
  HANDOVER_SETTING,
  LOOKUP_SETTING,
  openHandover,
  sealedVersion,
  successor,
  versionBefore,
  withLookup,
} from '@/lib/vault/key-change'
import { findMasterKey, type MasterKey } from '@/lib/vault/master-key'
import { VaultError } from '@/lib/vault/vault-error'
import type { Settings } from './env'

export type InForce = {
  masterKey: MasterKey
  /** `under-way`: the new key seals, what is left of the old one is being sealed anew. */
  change: 'none' | 'under-way' | 'done'
  /** Who gave this key has the one before the last change, and found the new one by it. */
  isOld: boolean
  /** The text of the new key, for who has the old one. */
  next: string | null
}

/**
 * What the database's secrets are to be sealed and opened with, by whoever has the master key in force, or, while a
 * change of it is handed over, the one before. @throws VaultError `wrong-master-key`
 */
export async function keyInForce(session: Session, given: MasterKey, check: string): Promise<InForce> {
  const handover = await readSetting(session, HANDOVER_SETTING, z.string())
  const lookup = await readSetting(session, LOOKUP_SETTING, z.string())
  const version = sealedVersion(Buffer.from(check, 'base64'))
  const whole = (key: MasterKey) => (lookup === null ? key : withLookup(key, lookup))
  const own = asVersion(given, version)
  if (isRight(own, check)) {
    const current = whole(own)
    const next = handover === null ? null : openHandover(current, handover)
    if (next !== null) return { masterKey: successor(current, next), change: 'under-way', isOld: true, next }
    return { masterKey: current, change: handover === null ? 'none' : 'done', isOld: false, next: null }
  }
  const before = asVersion(given, versionBefore(version))
  const next = handover === null ? null : openHandover(before, handover)
  if (next === null) throw wrongMasterKey()
  const masterKey = asVersion(successor(before, next), version)
  requireSameMasterKey(masterKey, check)
  return { masterKey: whole(masterKey), change: 'done', isOld: true, next }
}

function isRight(masterKey: MasterKey, check: string): boolean {
  try {
    requireSameMasterKey(masterKey, check)
    return true
  } catch (error) {
    if (error instanceof VaultError) return false
    throw error
  }
}

/** The check value, where the database has one. */
export function readCheck(session: Session): Promise<string | null> {
  return readSetting(session, CHECK_SETTING, z.string())
}

/**
 * Hears in a running server that the master key changes: from then on it seals with the new one. It is found by any key
 * that the server holds, or by the one it would start with.
 */
export async function takeOverMasterKey(settings: Settings, session: Session, held: MasterKey): Promise<void> {
  const check = await readCheck(session)
  if (check === null) return
  for (const own of [held, ...held.older]) {
    // each by itself: with the older ones at hand, the newest would open what was handed over to it
    const found = await foundBy(session, { ...held, ...own, older: [] }, check)
    if (found) return adopt(held, found.masterKey)
  }
  const given = findMasterKey({ value: settings.masterKey, folder: settings.dataDir }).masterKey
  adopt(held, (await keyInForce(session, given, check)).masterKey)
}

async function foundBy(session: Session, known: MasterKey, check: string): Promise<InForce | null> {
  try {
    return await keyInForce(session, known, check)
  } catch (error) {
    if (error instanceof VaultError) return null
    throw error
  }
}
