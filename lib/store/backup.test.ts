import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { copyDatabase, type Link, replaceDatabase } from './backup'

let folder = ''
const file = (name: string) => join(folder, name)
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'keywheel-store-backup-'))
})
afterEach(() => rmSync(folder, { recursive: true }))

/** What FAT says, and some network file systems and containers. */
const noLinks: Link = () => {
  throw Object.assign(new Error('operation not permitted, link'), { code: 'EPERM' })
}

function makeDatabase(name: string, value: string): void {
  const db = new Database(file(name))
  db.pragma('journal_mode = WAL')
  db.exec('CREATE TABLE t (v)')
  db.prepare('INSERT INTO t VALUES (?)').run(value)
  db.close()
}
const valueIn = (name: string) => {
  const db = new Database(file(name), { readonly: true })
  const value = db.prepare('SELECT v FROM t').pluck().get()
  db.close()
  return value
}

test('a backup that cannot be written says so in one sentence', async () => {
  makeDatabase('one.db', 'one')
  const target = file('nowhere/backup.db')
  const sentence = `The backup cannot be written to ${target}: there is no folder ${file('nowhere')}.`
  await expect(copyDatabase(file('one.db'), target, () => {})).rejects.toThrow(sentence)
  const inAFile = copyDatabase(file('one.db'), file('one.db/backup.db'), () => {})
  await expect(inAFile).rejects.toThrow(/^The backup cannot be written to .*ENOTDIR/)
})

test('where files have one name alone, a backup gets its name all the same, for its owner only, and no file is written over', async () => {
  makeDatabase('one.db', 'one')
  await copyDatabase(file('one.db'), file('backup.db'), () => {}, noLinks)
  expect(valueIn('backup.db')).toBe('one')
  expect(statSync(file('backup.db')).mode & 0o777).toBe(0o600)
  const takenMeanwhile: Link = (draft, name) => {
    writeFileSync(name, 'of somebody else')
    noLinks(draft, name)
  }
  await expect(copyDatabase(file('one.db'), file('taken.db'), () => {}, takenMeanwhile)).rejects.toThrow('EEXIST')
  expect(readFileSync(file('taken.db'), 'utf8')).toBe('of somebody else')
  expect(readdirSync(folder).filter(name => name.endsWith('.part'))).toEqual([])
})

test('and the database that a backup takes the place of is kept as a copy', () => {
  makeDatabase('old.db', 'old')
  makeDatabase('draft.db', 'new')
  replaceDatabase(file('old.db'), file('draft.db'), file('aside.db'), noLinks)
  expect([valueIn('old.db'), valueIn('aside.db'), existsSync(file('draft.db'))]).toEqual(['new', 'old', false])
})

test('a database that somebody reads is not replaced', () => {
  makeDatabase('old.db', 'old')
  makeDatabase('draft.db', 'new')
  const reader = new Database(file('old.db'))
  reader.exec('BEGIN')
  reader.prepare('SELECT v FROM t').get()
  expect(() => replaceDatabase(file('old.db'), file('draft.db'), file('aside.db'), noLinks)).toThrow(/in use/)
  reader.close()
  expect([valueIn('old.db'), valueIn('draft.db'), existsSync(file('aside.db'))]).toEqual(['old', 'new', false])
})
