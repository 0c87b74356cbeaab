import { createSecretKey, hkdfSync, type KeyObject, randomBytes } from 'node:crypto'
import {
  constants,
  copyFileSync,
  linkSync,
  mkdirSync,
  readFileSync,
  renameSync,
  statSync,
  unlinkSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { VaultError } from './vault-error'

/** What the vault works with: one subkey per purpose. A KeyObject shows nothing when it is printed or serialised. */
export type MasterKey = {
  /** Written beside everything sealed, so that a later key can tell what it must re-seal. */
  version: number
  sealing: KeyObject
  fingerprints: KeyObject
  tokens: KeyObject
  /** Keys from before a change: they open what they sealed, and seal nothing. */
  older: readonly { version: number; sealing: KeyObject }[]
}

export type FoundMasterKey = {
  masterKey: MasterKey
  source: 'environment' | 'file'
  /** Made just now: there was none. */
  isNew: boolean
  /** One sentence for the log, or none. */
  warning: string | null
}

const MASTER_KEY_BYTES = 32
const FIRST_VERSION = 1
const FILE_NAME = 'master.key'

/**
 * The master key: the value given (from `KEYWHEEL_MASTER_KEY`), else the file `master.key` in the data folder, which
 * is made on first need. @throws VaultError `malformed-master-key`, `unreadable-master-key`
 */
export function findMasterKey({ value, folder }: { value: string | null; folder: string }): FoundMasterKey {
  if (value !== null) {
    return {
      masterKey: parseMasterKey(value, 'KEYWHEEL_MASTER_KEY'),
      source: 'environment',
      isNew: false,
      warning: null,
    }
  }
  const path = masterKeyPath(folder)
  try {
    const isNew = makeFile(folder, path)
    const masterKey = parseMasterKey(readFileSync(path, 'utf8'), path)
    return { masterKey, source: 'file', isNew, warning: isNew ? null : openToOthers(path) }
  } catch (error) {
    if (error instanceof VaultError) throw error
    throw new VaultError('unreadable-master-key', `The master key file ${path} cannot be used: ${reason(error)}.`)
  }
}

/** Where the master key is kept when the environment gives none. */
export function masterKeyPath(folder: string): string {
  return join(folder, FILE_NAME)
}

/** @param name what to call its origin in the error */
export function parseMasterKey(text: string, name: string): MasterKey {
  const bytes = decode(text.trim())
  if (bytes?.length !== MASTER_KEY_BYTES) {
    throw new VaultError(
      'malformed-master-key',
      `${name} must be ${MASTER_KEY_BYTES} bytes in base64 or hex, as \`openssl rand -base64 ${MASTER_KEY_BYTES}\` prints.`,
    )
  }
  const subkey = (purpose: string) =>
    createSecretKey(Buffer.from(hkdfSync('sha256', bytes, '', `keywheel ${purpose}`, MASTER_KEY_BYTES)))
  const masterKey = {
    version: FIRST_VERSION,
    sealing: subkey('sealing'),
    fingerprints: subkey('fingerprints'),
    tokens: subkey('tokens'),
    older: [],
  }
  bytes.fill(0)
  return masterKey
}

function decode(text: string): Buffer | null {
  if (/^[0-9a-f]{64}$/i.test(text)) return Buffer.from(text, 'hex')
  if (/^[A-Za-z0-9+/_-]{43}=?$/.test(text)) return Buffer.from(text, 'base64')
  return null
}

/** Whole or not at all, and never over another: of two processes starting at once one makes it, both read it. */
function makeFile(folder: string, path: string): boolean {
  if (statSync(path, { throwIfNoEntry: false })) return false
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  const draft = `${path}.${randomBytes(6).toString('hex')}`
  writeFileSync(draft, `${randomBytes(MASTER_KEY_BYTES).toString('base64')}\n`, {
    flag: 'wx',
    mode: 0o600,
    flush: true,
  })
  try {
    publish(draft, path)
    return true
  } catch (error) {
    if (codeOf(error) === 'EEXIST') return false
    throw error
  } finally {
    unlinkSync(draft)
  }
}

function publish(draft: string, path: string): void {
  try {
    linkSync(draft, path)
  } catch (error) {
    if (codeOf(error) === 'EEXIST') throw error
    // Some file systems have no links; copying can lose the race's wholeness, never overwrite.
    copyFileSync(draft, path, constants.COPYFILE_EXCL)
  }
}

/**
 * Puts another key in the file's place, whole or not at all, and keeps the old one beside it.
 * @returns where the old one is; `null` when the file holds this key already
 */
export function replaceMasterKeyFile(folder: string, text: string): string | null {
  const path = masterKeyPath(folder)
  if (readFileSync(path, 'utf8').trim() === text.trim()) return null
  const aside = `${path}.before-${new Date().toISOString().replace(/\D/g, '')}`
  const draft = `${path}.${randomBytes(6).toString('hex')}`
  writeFileSync(draft, `${text.trim()}\n`, { flag: 'wx', mode: 0o600, flush: true })
  publish(path, aside)
  renameSync(draft, path)
  return aside
}

function openToOthers(path: string): string | null {
  const mode = statSync(path).mode & 0o777
  if (process.platform === 'win32' || (mode & 0o077) === 0) return null
  return `The master key file ${path} can be read by other accounts (mode ${mode.toString(8)}): run chmod 600 on it.`
}

function reason(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}

function codeOf(error: unknown): unknown {
  return error instanceof Error && 'code' in error ? error.code : null
}
