import { createSecretKey, type KeyObject } from 'node:crypto'
import type { MasterKey } from './master-key'
import { parseMasterKey } from './master-key'
import { open, seal } from './seal'
import { VaultError } from './vault-error'

/** The settings that a change of the master key leaves in the database. */
export const HANDOVER_SETTING = 'master-key-handover'
export const LOOKUP_SETTING = 'master-key-lookup'

const HANDOVER = { table: 'settings', id: HANDOVER_SETTING, column: 'value' }
const LOOKUP = { table: 'settings', id: LOOKUP_SETTING, column: 'value' }
const VERSION_AT = 1
const VERSION_MAX = 255

/** Under which version something was sealed. */
export function sealedVersion(sealed: Uint8Array): number {
  return sealed[VERSION_AT] ?? 0
}

function versionAfter(version: number): number {
  return version >= VERSION_MAX ? 1 : version + 1
}

export function versionBefore(version: number): number {
  return version <= 1 ? VERSION_MAX : version - 1
}

/** The same key as the `version`-th of its database. */
export function asVersion(masterKey: MasterKey, version: number): MasterKey {
  return { ...masterKey, version }
}

/** The next master key's text, for who has the old one: so running servers learn of it. */
export function sealHandover(old: MasterKey, text: string): string {
  return Buffer.from(seal(old, HANDOVER, text)).toString('base64')
}

/** `null`: this is not the key it was sealed with. */
export function openHandover(old: MasterKey, sealed: string): string | null {
  return openOrNull(old, HANDOVER, sealed)
}

/**
 * The subkeys that recognise secrets and client tokens, to be carried over: what was made with them is no secret that
 * could be opened and made anew.
 */
export function sealLookup(masterKey: MasterKey): string {
  const text = JSON.stringify([masterKey.fingerprints, masterKey.tokens].map(key => key.export().toString('base64')))
  return Buffer.from(seal(masterKey, LOOKUP, text)).toString('base64')
}

/** The key with the subkeys that were carried over. @throws VaultError `cannot-open` */
export function withLookup(masterKey: MasterKey, sealed: string): MasterKey {
  const [fingerprints, tokens] = readKeys(open(masterKey, LOOKUP, Buffer.from(sealed, 'base64')))
  return fingerprints && tokens ? { ...masterKey, fingerprints, tokens } : masterKey
}

/** A new key in force: it seals, the old one still opens, and what was recognised is recognised. */
export function successor(old: MasterKey, text: string): MasterKey {
  const { sealing } = parseMasterKey(text, 'the new master key')
  const { version, fingerprints, tokens } = old
  const older = [...old.older, { version, sealing: old.sealing }]
  return { version: versionAfter(version), sealing, fingerprints, tokens, older }
}

/** Puts another key in force wherever this one is held; what it opened it still opens. */
export function adopt(held: MasterKey, next: MasterKey): void {
  const known = [{ version: held.version, sealing: held.sealing }, ...held.older, ...next.older]
  const older = known.filter(({ version }, index) => {
    return version !== next.version && known.findIndex(each => each.version === version) === index
  })
  Object.assign(held, { ...next, older })
}

function openOrNull(masterKey: MasterKey, place: typeof HANDOVER, sealed: string): string | null {
  try {
    return open(masterKey, place, Buffer.from(sealed, 'base64'))
  } catch (error) {
    if (error instanceof VaultError) return null
    throw error
  }
}

function readKeys(text: string): KeyObject[] {
  const parts: unknown = JSON.parse(text)
  return Array.isArray(parts) ? parts.map(part => createSecretKey(Buffer.from(String(part), 'base64'))) : []
}
