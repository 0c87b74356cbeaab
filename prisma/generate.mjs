// Makes everything in lib/store/generated: both Prisma clients, and the migrations as a module. Needs no network.
import { execFile } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { toPostgres } from './postgres-variant.mjs'

const here = dirname(fileURLToPath(import.meta.url))
const root = dirname(here)
const generated = join(root, 'lib/store/generated')
const stampFile = join(generated, 'stamp')
const require = createRequire(import.meta.url)

const schemaFile = join(here, 'schema.prisma')
const postgresFile = join(here, 'generated/postgres.prisma')
const schema = readFileSync(schemaFile, 'utf8')
const migrations = readMigrations()

const stamp = createHash('sha256')
  .update(JSON.stringify([schema, migrations, require('prisma/package.json').version]))
  .update(readFileSync(fileURLToPath(import.meta.url)))
  .digest('hex')
if (!process.argv.includes('--force') && existsSync(stampFile) && readFileSync(stampFile, 'utf8') === stamp) {
  process.exit(0)
}

mkdirSync(dirname(postgresFile), { recursive: true })
mkdirSync(generated, { recursive: true })
rmSync(stampFile, { force: true })
writeFileSync(postgresFile, toPostgres(schema))
await Promise.all([generate(schemaFile), generate(postgresFile)])
writeFileSync(join(generated, 'migrations.ts'), migrationsModule(migrations))
writeFileSync(stampFile, stamp)
console.log('Generated lib/store/generated')

/** One run of `prisma generate`; any executable satisfies its question for an engine, which it does not start. */
async function generate(file) {
  const prisma = join(dirname(require.resolve('prisma/package.json')), 'build/index.js')
  await promisify(execFile)(process.execPath, [prisma, 'generate', '--schema', file], {
    cwd: root,
    env: {
      ...process.env,
      PRISMA_SCHEMA_ENGINE_BINARY: process.execPath,
      PRISMA_HIDE_UPDATE_MESSAGE: '1',
      CHECKPOINT_DISABLE: '1',
    },
  })
}

function readMigrations() {
  return Object.fromEntries(
    ['sqlite', 'postgres'].map(database => {
      const folder = join(here, 'migrations', database)
      const names = existsSync(folder) ? readdirSync(folder).sort() : []
      const found = names.filter(name => existsSync(join(folder, name, 'migration.sql')))
      return [database, found.map(name => ({ name, sql: readFileSync(join(folder, name, 'migration.sql'), 'utf8') }))]
    }),
  )
}

/** A module, not a folder read at start: it travels inside any bundle, whatever the working directory is. */
function migrationsModule(migrationsByDatabase) {
  const lists = Object.entries(migrationsByDatabase).map(([database, list]) => {
    const items = list.map(({ name, sql }) => {
      const checksum = createHash('sha256').update(sql).digest('hex')
      return JSON.stringify({ name, checksum, sql })
    })
    return `export const ${database}Migrations: readonly Migration[] = [\n${items.join(',\n')}\n]\n`
  })
  return `export type Migration = { name: string; checksum: string; sql: string }\n\n${lists.join('\n')}`
}
