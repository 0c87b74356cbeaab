import { defineConfig } from 'prisma/config'

// For Prisma's own command line only; the application opens its database in lib/store.
const url = process.env.DATABASE_URL || 'file:data/keywheel.db'
const isPostgres = /^postgres(ql)?:/.test(url)

export default defineConfig({
  schema: isPostgres ? 'prisma/generated/postgres.prisma' : 'prisma/schema.prisma',
  migrations: { path: isPostgres ? 'prisma/migrations/postgres' : 'prisma/migrations/sqlite' },
  datasource: { url },
})
