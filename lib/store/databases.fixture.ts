import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach } from 'vitest'
import type { Instant } from '@/lib/engine/vocabulary'
import { startTemporaryPostgres, type TemporaryPostgres } from '../../prisma/temporary-postgres'
import { openStore } from './client'
import { NOW } from './rows.fixture'
import type { Dialect, Store } from './session'

/** Where tests get empty databases of one kind. */
export type Databases = {
  dialect: Dialect
  /** The address of a new, empty database. */
  create(): Promise<string>
  stop(): Promise<void>
}

/** A real database of each kind; Postgres is one cluster per test file. */
export async function startDatabases(dialect: Dialect): Promise<Databases> {
  if (dialect === 'sqlite') {
    const folder = mkdtempSync(join(tmpdir(), 'keywheel-store-'))
    let count = 0
    return {
      dialect,
      create: async () => `file:${join(folder, `${count++}`, 'keywheel.db')}`,
      stop: async () => rmSync(folder, { recursive: true, force: true }),
    }
  }
  return postgresDatabases(await startTemporaryPostgres())
}

function postgresDatabases(postgres: TemporaryPostgres): Databases {
  let count = 0
  return {
    dialect: 'postgres',
    async create() {
      const name = `test_${count++}`
      await postgres.createDatabase(name)
      return postgres.url(name)
    },
    stop: () => postgres.stop(),
  }
}

/** Gives each test of this file's `describe` an empty database of its own, closed when the test has ended. */
export function openEach(dialect: Dialect, take: (store: Store, url: string) => void, now: () => Instant = () => NOW) {
  let databases: Databases
  beforeAll(async () => {
    databases = await startDatabases(dialect)
  })
  afterAll(() => databases.stop())
  beforeEach(async () => {
    const url = await databases.create()
    const store = await openStore({ url, now })
    take(store, url)
    return () => store.close()
  })
}
