// Writes the next migration for both databases: `npm run migration -- <name>`. It compares schema.prisma with the
// schema kept beside the last migration, so no database of yours is touched.
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { toPostgres } from './postgres-variant.mjs'
import { type Database, diffSchemas } from './schema-engine'
import { startTemporaryPostgres } from './temporary-postgres'

const here = fileURLToPath(new URL('.', import.meta.url))
const name = process.argv[2]
if (!name || !/^[a-z][a-z0-9_]*$/.test(name)) {
  console.error('Name the migration in lower case with underscores: npm run migration -- add_labels')
  process.exit(2)
}

const stamp = new Date().toISOString().replace(/\D/g, '').slice(0, 14)
const schema = readFileSync(join(here, 'schema.prisma'), 'utf8')
const postgres = await startTemporaryPostgres()
try {
  await write('sqlite', ':memory:', schema)
  await write('postgres', postgres.url('postgres'), toPostgres(schema))
} finally {
  await postgres.stop()
}

async function write(database: Database, url: string, wanted: string): Promise<void> {
  const folder = join(here, 'migrations', database)
  mkdirSync(folder, { recursive: true })
  const sql = await diffSchemas(database, url, lastSchema(folder), wanted)
  if (sql === '') return console.log(`${database}: nothing to do`)
  const target = join(folder, `${stamp}_${name}`)
  mkdirSync(target)
  writeFileSync(join(target, 'migration.sql'), sql)
  writeFileSync(join(target, 'schema.prisma'), wanted)
  const provider = database === 'sqlite' ? 'sqlite' : 'postgresql'
  writeFileSync(join(folder, 'migration_lock.toml'), `provider = "${provider}"\n`)
  console.log(`${database}: wrote ${target}`)
}

function lastSchema(folder: string): string | null {
  const last = readdirSync(folder)
    .filter(entry => /^\d{14}_/.test(entry))
    .sort()
    .at(-1)
  return last ? readFileSync(join(folder, last, 'schema.prisma'), 'utf8') : null
}
