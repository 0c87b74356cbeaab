/** The same schema for Postgres: another provider, another output, nothing else. */
export function toPostgres(schema) {
  const variant = schema
    .replace('provider = "sqlite"', 'provider = "postgresql"')
    .replace('"../lib/store/generated/sqlite"', '"../../lib/store/generated/postgres"')
  if (variant === schema) throw new Error('schema.prisma no longer names its provider and output as expected')
  return variant
}
