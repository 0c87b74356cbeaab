import { closeSync, constants, copyFileSync, existsSync, linkSync, openSync, renameSync, rmSync } from 'node:fs'
import { dirname } from 'node:path'
import Database from 'better-sqlite3'
import { openStore } from './client'
import { type Store, StoreError } from './session'

/** Pages of one step; between two steps others have their turn. */
const STEP_PAGES = 2000
const BUSY = /^SQLITE_(BUSY|LOCKED)/

/** How far a copy is, 0 to 1. */
export type OnProgress = (share: number) => void

/**
 * Copies a SQLite database as it is at one instant into a new file, beside whoever reads and writes it: nobody waits.
 * The copy is checked before it gets its name. @throws StoreError `exists`, `unwritable`, `damaged`
 */
export async function copyDatabase(
  source: string,
  target: string,
  onProgress: OnProgress,
  link: Link = linkSync,
): Promise<void> {
  if (existsSync(target)) throw new StoreError('exists', `${target} is there already: name another file.`)
  const draft = `${target}.part`
  makeDraft(draft, target)
  try {
    await copyInto(source, draft, onProgress)
    requireWhole(draft)
    giveName(draft, target, link)
  } finally {
    rmSync(draft, { force: true })
  }
}

/** Only the account that runs us may read it. */
function makeDraft(draft: string, target: string): void {
  try {
    rmSync(draft, { force: true })
    closeSync(openSync(draft, 'wx', 0o600))
  } catch (error) {
    const isMissing = !existsSync(dirname(target))
    const why = isMissing
      ? `there is no folder ${dirname(target)}`
      : error instanceof Error
        ? error.message
        : 'why is not known'
    throw new StoreError('unwritable', `The backup cannot be written to ${target}: ${why}.`)
  }
}

/** A second name for a file, as `linkSync` gives it. */
export type Link = (file: string, name: string) => void

/** What file systems say that know one name for a file alone: FAT, and some of networks and containers. */
const NO_LINKS: readonly unknown[] = ['EPERM', 'ENOSYS', 'ENOTSUP', 'EOPNOTSUPP', 'EMLINK', 'EACCES']

/** @returns whether the file system knows second names @throws whatever else is wrong */
function isLinked(file: string, name: string, link: Link): boolean {
  try {
    link(file, name)
    return true
  } catch (error) {
    if (error instanceof Error && 'code' in error && NO_LINKS.includes(error.code)) return false
    throw error
  }
}

/** Gives a draft its name, whole at once, and never that of another file. */
function giveName(draft: string, target: string, link: Link): void {
  if (isLinked(draft, target, link)) return
  closeSync(openSync(target, 'wx', 0o600))
  renameSync(draft, target)
}

async function copyInto(source: string, draft: string, onProgress: OnProgress): Promise<void> {
  const db = new Database(source, { readonly: true, fileMustExist: true })
  try {
    // one read transaction for all steps: else every write of others would begin the copy anew
    db.exec('BEGIN')
    db.prepare('SELECT count(*) FROM sqlite_master').get()
    await db.backup(draft, {
      progress: ({ totalPages, remainingPages }) => {
        onProgress(totalPages === 0 ? 1 : 1 - remainingPages / totalPages)
        return STEP_PAGES
      },
    })
    onProgress(1)
  } finally {
    db.close()
  }
}

/** Makes it one file, without the side files of a write-ahead log, and has SQLite look at every page. */
function requireWhole(file: string): void {
  const db = new Database(file)
  try {
    db.pragma('journal_mode = DELETE')
    const answer = db.pragma('integrity_check', { simple: true })
    if (answer !== 'ok') throw damaged(file, String(answer))
  } catch (error) {
    if (error instanceof StoreError) throw error
    throw damaged(file, error instanceof Error ? error.message : String(error))
  } finally {
    db.close()
  }
}

function damaged(file: string, why: string): StoreError {
  return new StoreError('damaged', `${file} is not a whole database: ${why}.`)
}

/** A backup made ready to take the place of a database. */
export type Prepared = {
  /** Opened: its settings can be read. */
  store: Store
  draft: string
}

/**
 * Copies a backup beside the database, checks it and brings it up to date: the backup itself stays as it is.
 * @throws StoreError `damaged`; `database-is-newer`, `migrations-differ` as when a database is opened
 */
export async function prepareRestore(backup: string, database: string, now: () => number): Promise<Prepared> {
  if (!existsSync(backup)) throw new StoreError('damaged', `There is no file ${backup}.`)
  const draft = `${database}.restoring`
  forgetDraft(draft)
  try {
    await copyDatabase(backup, draft, () => {})
    requireOurs(draft, backup)
    return { store: await openStore({ url: `file:${draft}`, now }), draft }
  } catch (error) {
    forgetDraft(draft)
    if (error instanceof StoreError) throw error
    throw damaged(backup, error instanceof Error ? error.message : String(error))
  }
}

function requireOurs(draft: string, backup: string): void {
  const db = new Database(draft, { readonly: true })
  try {
    const table = db.prepare("SELECT name FROM sqlite_master WHERE name = '_prisma_migrations'").get()
    if (table === undefined) throw new StoreError('damaged', `${backup} is a database, but none of Keywheel.`)
  } finally {
    db.close()
  }
}

/**
 * Puts a prepared draft, closed by now, in the place of the database. The old one is kept under `aside`.
 * @throws StoreError `in-use` while anybody has the old one open; then nothing was changed
 */
export function replaceDatabase(database: string, draft: string, aside: string, link: Link = linkSync): void {
  requireWhole(draft)
  let release = existsSync(database) ? lockAlone(database) : () => {}
  try {
    if (existsSync(database) && !isLinked(database, aside, link)) {
      copyFileSync(database, aside, constants.COPYFILE_EXCL)
      // who closes a file lets go of every lock this process has on it
      release()
      release = lockAlone(database)
    }
    renameSync(draft, database)
  } finally {
    release()
  }
}

/** @throws StoreError `in-use` */
export function requireUnused(database: string): void {
  if (existsSync(database)) lockAlone(database)()
}

export function forgetDraft(draft: string): void {
  for (const end of ['', '-wal', '-shm', '-journal', '.part']) rmSync(draft + end, { force: true })
}

/** Leaving the write-ahead log needs the database for oneself alone, and leaves one file that holds everything. */
function lockAlone(database: string): () => void {
  const db = new Database(database, { timeout: 0 })
  try {
    if (db.pragma('journal_mode = DELETE', { simple: true }) !== 'delete') throw inUse(database)
    db.exec('BEGIN EXCLUSIVE')
    return () => db.close()
  } catch (error) {
    db.close()
    const code = error instanceof Database.SqliteError ? error.code : ''
    throw BUSY.test(code) ? inUse(database) : error
  }
}

function inUse(database: string): StoreError {
  return new StoreError('in-use', `${database} is in use: stop the server, and whatever else works on it, first.`)
}
