import { z } from 'zod'
import { HOUR_MS, type Instant, type KeyId } from '@/lib/engine/vocabulary'
import { parseJson, toColumn } from './columns'
import { insertFromJson, type JsonColumn, jsonRows } from './json-rows'
import type { Dialect, RawSession, Session } from './session'
import { bucketOf, speaksAgainstKey, type TalliedAttempt } from './tally'

/** How a key's attempts of one hour ended; together all of them. */
export type KeyHour = {
  hourAt: Instant
  /** Answered as their request's first attempt; answered after another key had failed. */
  firstTries: number
  rescues: number
  /** Failed: the request went on; the request ended with it. */
  passedOn: number
  losses: number
  /** The caller's own doing. */
  others: number
}

type KeyHourTally = KeyHour & { keyId: KeyId }
type Count = Exclude<keyof KeyHour, 'hourAt'>

/** Adds a batch. */
export async function addKeyHours(session: RawSession, rows: readonly TalliedAttempt[]): Promise<void> {
  const tallies = tallyKeyHours(rows)
  if (tallies.length === 0) return
  const added = COUNTS.map(({ name }) => `${name} = key_hours.${name} + excluded.${name}`).join(', ')
  const sql = `${insertFromJson(session.dialect, 'key_hours', COLUMNS)}
    ON CONFLICT (key_id, hour_at) DO UPDATE SET ${added}`
  await session.insert(sql, jsonRows(COLUMNS, tallies))
}

/** Ordered by what they are of: two processes that write at once lock rows in the same order. */
function tallyKeyHours(rows: readonly TalliedAttempt[]): KeyHourTally[] {
  const tallies = new Map<string, KeyHourTally>()
  for (const attempt of rows) {
    const { keyId, startedAt } = attempt
    if (keyId === null) continue
    const hourAt = bucketOf(startedAt, 'hour')
    const place = `${keyId} ${hourAt}`
    const tally = tallies.get(place) ?? { keyId, hourAt, ...NOTHING }
    tally[countedAs(attempt)] += 1
    tallies.set(place, tally)
  }
  return [...tallies].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, tally]) => tally)
}

const NOTHING = { firstTries: 0, rescues: 0, passedOn: 0, losses: 0, others: 0 }

function countedAs(attempt: TalliedAttempt): Count {
  if (attempt.outcome === 'success') return attempt.ending === 'first-try' ? 'firstTries' : 'rescues'
  if (!speaksAgainstKey(attempt)) return 'others'
  return attempt.ending === null ? 'passedOn' : 'losses'
}

const COUNTS: readonly JsonColumn<KeyHourTally>[] = [
  { name: 'first_tries', type: 'integer', read: tally => tally.firstTries },
  { name: 'rescues', type: 'integer', read: tally => tally.rescues },
  { name: 'passed_on', type: 'integer', read: tally => tally.passedOn },
  { name: 'losses', type: 'integer', read: tally => tally.losses },
  { name: 'others', type: 'integer', read: tally => tally.others },
]
const COLUMNS: readonly JsonColumn<KeyHourTally>[] = [
  { name: 'key_id', type: 'text', read: tally => tally.keyId },
  { name: 'hour_at', type: 'integer', read: tally => tally.hourAt },
  ...COUNTS,
]

/** The hours of these keys (a bounded number) from an instant on, in no order; a key without attempts is absent. */
export async function readKeyHours(
  { db, dialect }: Session,
  keyIds: readonly KeyId[],
  since: Instant,
): Promise<Map<KeyId, KeyHour[]>> {
  if (keyIds.length === 0) return new Map()
  const rows = await db.$queryRawUnsafe<{ key_id: KeyId; hours: string }[]>(
    READ[dialect],
    JSON.stringify(keyIds),
    toColumn(since),
  )
  return new Map(rows.map(({ key_id, hours }) => [key_id, toHours(hours, key_id)]))
}

const FIELDS = 'hour_at, first_tries, rescues, passed_on, losses, others'
/** One text for each key: its hours as ordinary rows take several times as long. */
const READ: Record<Dialect, string> = {
  sqlite: `SELECT key_id, json_group_array(json_array(${FIELDS})) AS hours FROM key_hours
    WHERE key_id IN (SELECT value FROM json_each(?)) AND hour_at >= ? GROUP BY key_id`,
  postgres: `SELECT key_id, json_agg(json_build_array(${FIELDS}))::text AS hours FROM key_hours
    WHERE key_id IN (SELECT jsonb_array_elements_text(CAST($1 AS jsonb))) AND hour_at >= $2 GROUP BY key_id`,
}

const count = z.number()
const hoursSchema = z.array(z.tuple([count, count, count, count, count, count]))

function toHours(text: string, keyId: KeyId): KeyHour[] {
  return parseJson(hoursSchema, text, `hours of key ${keyId}`).map(
    ([hourAt, firstTries, rescues, passedOn, losses, others]) => {
      return { hourAt, firstTries, rescues, passedOn, losses, others }
    },
  )
}

/** How long they are kept: a day is shown. */
export const KEY_HOURS_KEPT_MS = 3 * 24 * HOUR_MS

/** Forgets hours that began before an instant, at most `limit` rows of them, and returns how many. */
export async function purgeKeyHours({ db, dialect }: Session, before: Instant, limit: number): Promise<number> {
  const [row, instant, most] = dialect === 'sqlite' ? ['rowid', '?', '?'] : ['ctid', '$1', '$2']
  return db.$executeRawUnsafe(
    `DELETE FROM key_hours WHERE ${row} IN (SELECT ${row} FROM key_hours WHERE hour_at < ${instant} LIMIT ${most})`,
    toColumn(before),
    limit,
  )
}
