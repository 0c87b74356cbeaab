import type { z } from 'zod'
import { parseJson, place, toColumn } from './columns'
import type { RawSession, Session } from './session'

/** `null`: never set. @throws StoreError `unreadable-json` when it is not what `schema` says */
export async function readSetting<T>(session: RawSession, name: string, schema: z.ZodType<T>): Promise<T | null> {
  const sql = `SELECT value FROM settings WHERE name = ${place(session, 1)}`
  const [row] = await session.db.$queryRawUnsafe<{ value: string }[]>(sql, name)
  return row ? parseJson(schema, row.value, `setting ${name}`) : null
}

export async function saveSetting(session: RawSession, name: string, value: unknown): Promise<void> {
  const places = [1, 2, 3].map(number => place(session, number)).join(', ')
  const sql = `INSERT INTO settings (name, value, updated_at) VALUES (${places})
    ON CONFLICT (name) DO UPDATE SET value = excluded.value, updated_at = excluded.updated_at`
  await session.db.$executeRawUnsafe(sql, name, JSON.stringify(value), toColumn(session.now()))
}

export async function forgetSetting(session: Session, name: string): Promise<void> {
  await session.db.setting.deleteMany({ where: { name } })
}

/**
 * Lets nobody else change a setting until the transaction ends: call it before it is read. One that was never set is set
 * to `unset` first, which must say the same.
 */
export async function holdSetting(session: RawSession, name: string, unset: unknown): Promise<void> {
  const places = [1, 2, 3].map(number => place(session, number)).join(', ')
  const sql = `INSERT INTO settings (name, value, updated_at) VALUES (${places})
    ON CONFLICT (name) DO UPDATE SET value = settings.value`
  await session.db.$executeRawUnsafe(sql, name, JSON.stringify(unset), toColumn(session.now()))
}

/** Sets a setting that is still as it was read; `null`: it was never set. @returns whether it was */
export async function exchangeSetting(session: RawSession, name: string, before: unknown, after: unknown) {
  const places = [1, 2, 3, 4].map(number => place(session, number))
  const values = [JSON.stringify(after), toColumn(session.now()), name]
  const sql =
    before === null
      ? `INSERT INTO settings (value, updated_at, name) VALUES (${places.slice(0, 3).join(', ')}) ON CONFLICT (name) DO NOTHING`
      : `UPDATE settings SET value = ${places[0]}, updated_at = ${places[1]} WHERE name = ${places[2]} AND value = ${places[3]}`
  const given = before === null ? values : [...values, JSON.stringify(before)]
  return (await session.db.$executeRawUnsafe(sql, ...given)) === 1
}

/** Sets what was never set, and returns what is set: of two callers at once both get the one value. */
export async function claimSetting<T>(session: RawSession, name: string, value: T, schema: z.ZodType<T>): Promise<T> {
  const set = await readSetting(session, name, schema)
  if (set !== null) return set
  const places = [1, 2, 3].map(number => place(session, number)).join(', ')
  const sql = `INSERT INTO settings (name, value, updated_at) VALUES (${places}) ON CONFLICT (name) DO NOTHING`
  await session.db.$executeRawUnsafe(sql, name, JSON.stringify(value), toColumn(session.now()))
  return (await readSetting(session, name, schema)) ?? value
}
