import { execFile } from 'node:child_process'
import { mkdirSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { PrismaBetterSqlite3 } from '@prisma/adapter-better-sqlite3'
import { PrismaPg } from '@prisma/adapter-pg'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { DAY_MS } from '@/lib/engine/vocabulary'
import { toPostgres } from '../../prisma/postgres-variant.mjs'
import { diffSchemas, openSchemaEngine } from '../../prisma/schema-engine'
import { openStore } from './client'
import { type Databases, startDatabases } from './databases.fixture'
import { postgresMigrations, sqliteMigrations } from './generated/migrations'
import { migrate } from './migrate'

const prisma = fileURLToPath(new URL('../../prisma', import.meta.url))

describe.each(['sqlite', 'postgres'] as const)('migrations on %s', dialect => {
  const migrations = dialect === 'sqlite' ? sqliteMigrations : postgresMigrations
  const folder = join(prisma, 'migrations', dialect)
  let databases: Databases
  beforeAll(async () => {
    databases = await startDatabases(dialect)
  })
  afterAll(() => databases.stop())

  const connect = (url: string) =>
    (dialect === 'sqlite' ? new PrismaBetterSqlite3({ url: url.replace('file:', '') }) : new PrismaPg(url)).connect()
  const open = (url: string) => openStore({ url, now: Date.now })

  it('lead from nothing to schema.prisma, and the generated module is what the folder holds', async () => {
    const names = readdirSync(folder).filter(name => name !== 'migration_lock.toml')
    expect(migrations.map(({ name }) => name)).toEqual(names.sort())
    for (const { name, sql } of migrations) expect(readFileSync(join(folder, name, 'migration.sql'), 'utf8')).toBe(sql)
    const schema = readFileSync(join(prisma, 'schema.prisma'), 'utf8')
    const wanted = dialect === 'sqlite' ? schema : toPostgres(schema)
    const last = readFileSync(join(folder, names.at(-1) ?? '', 'schema.prisma'), 'utf8')
    const url = dialect === 'sqlite' ? ':memory:' : await databases.create()
    expect(await diffSchemas(dialect, url, last, wanted)).toBe('')
  })

  it('sum what was recorded before by service and by caller', async () => {
    const fresh = await databases.create()
    const before = migrations.slice(
      0,
      migrations.findIndex(({ name }) => name.endsWith('_subject_rollups')),
    )
    if (dialect === 'sqlite') mkdirSync(dirname(fresh.replace('file:', '')), { recursive: true })
    const adapter = await connect(fresh)
    await migrate(adapter, dialect, before)
    const sums =
      'attempts, units, tokens_in, tokens_out, cost_usd, total_ms_sum, total_ms_max, first_byte_ms_sum, first_byte_count'
    const steps =
      'within_100, within_250, within_500, within_1000, within_2500, within_5000, within_10000, within_30000, longer'
    const row = (key: string, caller: string, attempts: number) =>
      `('hour', 7200000, 'groq', '${key}', 'llama', '${caller}', 'success', ${attempts}, 1, 2, 3, 0.5, 10, ${attempts}, 4, 1, 1, 0, 0, 0, 0, 0, 0, 0, 0)`
    await adapter.executeScript(
      `INSERT INTO rollups (grain, bucket_at, service, key_id, model, caller, outcome, ${sums}, ${steps})
        VALUES ${row('k1', 't1', 3)}, ${row('k2', '', 4)}`,
    )
    await adapter.dispose()
    const store = await open(fresh)
    const kept = await store.db.subjectRollup.findMany({ orderBy: { subject: 'asc' } })
    expect(
      kept.map(({ subject, name, attempts, totalMsMax }) => [subject, name, Number(attempts), totalMsMax]),
    ).toEqual([
      ['caller', 't1', 3, 3],
      ['service', 'groq', 7, 4],
    ])
    await store.close()
  })

  it('sum what was recorded before by key, caller and model', async () => {
    const url = await databases.create()
    const at = Date.UTC(2026, 10, 20)
    const before = migrations.slice(
      0,
      migrations.findIndex(({ name }) => name.endsWith('_usage_rollups')),
    )
    if (dialect === 'sqlite') mkdirSync(dirname(url.replace('file:', '')), { recursive: true })
    const adapter = await connect(url)
    await migrate(adapter, dialect, before)
    const sums =
      'attempts, units, tokens_in, tokens_out, cost_usd, total_ms_sum, total_ms_max, first_byte_ms_sum, first_byte_count'
    const steps =
      'within_100, within_250, within_500, within_1000, within_2500, within_5000, within_10000, within_30000, longer'
    const row = (day: number, outcome: string, attempts: number, costUsd: number) =>
      `('day', ${at + day * DAY_MS}, 'groq', 'k1', 'llama', 't1', '${outcome}', ${attempts}, 1, 2, 3, ${costUsd}, 10, 90, 4, 1, ${attempts}, 0, 0, 0, 0, 0, 0, 0, 0)`
    const columns =
      'id, request_id, service, key_id, model, caller, method, path, number, outcome, blame, rule, started_at, total_ms, units, tokens_in, tokens_out, cost_usd, ending'
    await adapter.executeScript(
      `INSERT INTO rollups (grain, bucket_at, service, key_id, model, caller, outcome, ${sums}, ${steps})
        VALUES ${row(0, 'success', 3, 0.5)}, ${row(1, 'success', 4, 0)}, ${row(1, 'overloaded', 2, 0)};
      INSERT INTO attempts (${columns}) VALUES
        ('a.1', 'a', 'groq', 'k1', 'llama', 't1', 'POST', '/', 1, 'success', 'nobody', 'success', ${at + 5}, 9, 1, 2, 3, 0.5, 'first-try')`,
    )
    await adapter.dispose()
    const store = await open(url)
    const kept = await store.db.usageRollup.findMany({ orderBy: [{ grain: 'asc' }, { bucketAt: 'asc' }] })
    const told = kept
      .filter(({ subject }) => subject === 'key')
      .map(({ grain, bucketAt, name, attempts, successes, failures, firstTry, unpricedTokens, costUsd, within100 }) => [
        ...[grain, Number(bucketAt), name, Number(attempts), Number(successes), Number(failures)],
        ...[Number(firstTry), Number(unpricedTokens), costUsd, Number(within100)],
      ])
    expect(told).toEqual([
      ['day', at, 'k1', 3, 3, 0, 1, 0, 0.5, 3],
      ['day', at + DAY_MS, 'k1', 6, 4, 2, 0, 10, 0, 4],
      ['month', Date.UTC(2026, 10), 'k1', 9, 7, 2, 1, 10, 0.5, 7],
    ])
    expect(kept.map(({ subject }) => subject).sort()).toEqual(
      ['caller', 'key', 'model'].flatMap(each => [each, each, each]),
    )
    await store.close()
  })

  it('leave a database that the ordinary command line finds up to date', async () => {
    const url = await databases.create()
    await (await open(url)).close()
    const engine = await openSchemaEngine(dialect, url)
    const history = await engine.diagnoseMigrationHistory({
      migrationsList: {
        baseDir: folder,
        lockfile: { path: 'migration_lock.toml', content: null },
        shadowDbInitScript: '',
        migrationDirectories: migrations.map(({ name, sql }) => ({
          path: name,
          migrationFile: { path: 'migration.sql', content: { tag: 'ok', value: sql } },
        })),
      },
      optInToShadowDatabase: false,
      filters: { externalTables: [], externalEnums: [] },
    })
    engine.free()
    expect(history).toMatchObject({
      hasMigrationsTable: true,
      history: null,
      failedMigrationNames: [],
      editedMigrationNames: [],
    })
  })

  it('are applied once when three processes start at once', async () => {
    const url = await databases.create()
    const script = `import { openStore } from '@/lib/store/client'
      const store = await openStore({ url: ${JSON.stringify(url)}, now: Date.now })
      console.log(await store.db.key.count())
      await store.close()`
    const run = () =>
      promisify(execFile)(process.execPath, ['--import', 'tsx', '--input-type=module', '-e', script], {
        cwd: join(prisma, '..'),
      })
    const outputs = await Promise.all([run(), run(), run()])
    expect(outputs.map(({ stdout }) => stdout.trim())).toEqual(['0', '0', '0'])
    const store = await open(url)
    expect(await store.db.$queryRawUnsafe('SELECT migration_name FROM _prisma_migrations')).toHaveLength(
      migrations.length,
    )
    await store.close()
  })

  it('are all or nothing', async () => {
    const url = await databases.create()
    await (await open(url)).close()
    const adapter = await connect(url)
    const broken = {
      name: '29990101000000_broken',
      checksum: 'x',
      sql: 'CREATE TABLE "half" ("id" TEXT);\nNONSENSE;\n',
    }
    await expect(migrate(adapter, dialect, [...migrations, broken])).rejects.toThrow()
    expect(await migrate(adapter, dialect, migrations)).toEqual([])
    const whole = { ...broken, sql: 'CREATE TABLE "half" ("id" TEXT);\n' }
    expect(await migrate(adapter, dialect, [...migrations, whole])).toEqual([whole.name])
    await adapter.dispose()
  })

  it('refuse a database of a newer version, and one made with other migrations', async () => {
    const url = await databases.create()
    await (await open(url)).close()
    const adapter = await connect(url)
    await expect(migrate(adapter, dialect, [])).rejects.toMatchObject({ code: 'database-is-newer' })
    const edited = migrations.map(migration => ({ ...migration, checksum: 'another' }))
    await expect(migrate(adapter, dialect, edited)).rejects.toMatchObject({ code: 'migrations-differ' })
    await adapter.dispose()
  })
})

describe('a SQLite file', () => {
  it('may be read by its owner only, and keeps a write-ahead log', async () => {
    const databases = await startDatabases('sqlite')
    const url = await databases.create()
    const store = await openStore({ url, now: Date.now })
    expect(statSync(url.replace('file:', '')).mode & 0o777).toBe(0o600)
    expect(await store.db.$queryRawUnsafe('PRAGMA journal_mode')).toEqual([{ journal_mode: 'wal' }])
    expect(Number(Object.values((await store.db.$queryRawUnsafe<object[]>('PRAGMA synchronous'))[0] ?? {})[0])).toBe(1)
    await store.close()
    await databases.stop()
  })
})
