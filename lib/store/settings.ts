import type { z } from 'zod'
import { parseJson, toColumn } from './columns'
import type { Session } from './session'

/** `null`: never set. @throws StoreError `unreadable-json` when it is not what `schema` says */
export async function readSetting<T>(session: Session, name: string, schema: z.ZodType<T>): Promise<T | null> {
  const row = await session.db.setting.findUnique({ where: { name } })
  return row && parseJson(schema, row.value, `setting ${name}`)
}

export async function saveSetting(session: Session, name: string, value: unknown): Promise<void> {
  const columns = { value: JSON.stringify(value), updatedAt: toColumn(session.now()) }
  await session.db.setting.upsert({ where: { name }, create: { name, ...columns }, update: columns })
}

/** Sets what was never set, and returns what is set: of two callers at once both get the one value. */
export async function claimSetting<T>(session: Session, name: string, value: T, schema: z.ZodType<T>): Promise<T> {
  const columns = { value: JSON.stringify(value), updatedAt: toColumn(session.now()) }
  // the same name again: with nothing to update, Prisma would look first and then insert, and two could pass
  const row = await session.db.setting.upsert({ where: { name }, create: { name, ...columns }, update: { name } })
  return parseJson(schema, row.value, `setting ${name}`)
}
