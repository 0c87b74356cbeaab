import type { Attempt } from '@/lib/engine/attempt'
import { choiceText } from './choice-text'
import { idText, integerText, realText, repeatedText, uniqueText } from './row-text'
import { scoreText } from './score-text'
import { MODEL_MAX_CHARS, type SettledAttempt, type TalliedAttempt, unitsUsed } from './tally'

/**
 * An attempt on its way to the database is one JSON list: its columns in order, then the quota day it was counted
 * into. The serving thread writes it once; SQLite reads that very text, so that no row is written a second time.
 */

const PATH_MAX_CHARS = 500
const DETAIL_MAX_CHARS = 500

/** A column, and how an attempt's value for it is written as JSON. */
type AttemptColumn = { name: string; type: 'text' | 'integer' | 'real'; write(attempt: Attempt): string }

export const ATTEMPT_COLUMNS: readonly AttemptColumn[] = [
  { name: 'id', type: 'text', write: attempt => idText(attempt.id) },
  { name: 'request_id', type: 'text', write: attempt => idText(attempt.requestId) },
  { name: 'service', type: 'text', write: attempt => repeatedText(attempt.service) },
  { name: 'key_id', type: 'text', write: attempt => repeatedText(attempt.keyId) },
  { name: 'masked', type: 'text', write: attempt => repeatedText(attempt.masked) },
  { name: 'model', type: 'text', write: attempt => repeatedText(cut(attempt.model, MODEL_MAX_CHARS)) },
  { name: 'caller', type: 'text', write: attempt => repeatedText(attempt.caller) },
  { name: 'method', type: 'text', write: attempt => repeatedText(attempt.method) },
  { name: 'path', type: 'text', write: attempt => repeatedText(cut(attempt.path, PATH_MAX_CHARS)) },
  { name: 'number', type: 'integer', write: attempt => integerText(attempt.number) },
  { name: 'outcome', type: 'text', write: attempt => repeatedText(attempt.outcome) },
  { name: 'blame', type: 'text', write: attempt => repeatedText(attempt.blame) },
  { name: 'rule', type: 'text', write: attempt => repeatedText(attempt.rule) },
  { name: 'refusal', type: 'text', write: attempt => repeatedText(attempt.refusal) },
  { name: 'status', type: 'integer', write: attempt => integerText(attempt.status) },
  { name: 'started_at', type: 'integer', write: attempt => integerText(attempt.startedAt) },
  { name: 'first_byte_ms', type: 'real', write: attempt => realText(attempt.firstByteMs) },
  { name: 'total_ms', type: 'real', write: attempt => realText(attempt.totalMs) },
  { name: 'units', type: 'integer', write: attempt => integerText(unitsUsed(attempt)) },
  { name: 'tokens_in', type: 'integer', write: attempt => integerText(attempt.tokensIn) },
  { name: 'tokens_out', type: 'integer', write: attempt => integerText(attempt.tokensOut) },
  { name: 'cost_usd', type: 'real', write: attempt => realText(attempt.costUsd) },
  { name: 'priced_by', type: 'text', write: attempt => repeatedText(attempt.pricedBy ?? null) },
  { name: 'is_estimated', type: 'integer', write: ({ isEstimated }) => (isEstimated === true ? '1' : 'null') },
  { name: 'times', type: 'integer', write: ({ times = 1 }) => (times === 1 ? 'null' : integerText(times)) },
  { name: 'strategy', type: 'text', write: attempt => repeatedText(attempt.strategy) },
  { name: 'score', type: 'text', write: ({ score }) => (score === null ? 'null' : scoreText(score)) },
  { name: 'choice', type: 'text', write: ({ choice }) => (choice === null ? 'null' : choiceText(choice)) },
  {
    name: 'effects',
    type: 'text',
    write: ({ effects }) => uniqueText(effects.length === 0 ? null : JSON.stringify(effects)),
  },
  { name: 'detail', type: 'text', write: attempt => uniqueText(cut(attempt.detail, DETAIL_MAX_CHARS)) },
  { name: 'facts', type: 'text', write: ({ facts }) => uniqueText(facts === null ? null : JSON.stringify(facts)) },
  { name: 'ending', type: 'text', write: attempt => repeatedText(attempt.ending) },
]

/** The row of an attempt: ASCII. Never throws. */
export function attemptRow({ attempt, day }: SettledAttempt): string {
  let row = '['
  for (const column of ATTEMPT_COLUMNS) row += row === '[' ? column.write(attempt) : `,${column.write(attempt)}`
  return day === null ? `${row}]` : `${row},${day.resetAt},${day.used}]`
}

/** Rows as the one parameter of a batch. */
export function attemptRows(rows: readonly string[]): string {
  return `[${rows.join(',')}]`
}

/** What counters and rollups need of each row. */
export function readAttemptRows(text: string): TalliedAttempt[] {
  return listOfRows(text).map(row =>
    asWritten({
      id: row[AT.id],
      service: row[AT.service],
      keyId: row[AT.keyId],
      model: row[AT.model],
      caller: row[AT.caller],
      outcome: row[AT.outcome],
      blame: row[AT.blame],
      ending: row[AT.ending],
      startedAt: row[AT.startedAt],
      firstByteMs: row[AT.firstByteMs],
      totalMs: row[AT.totalMs],
      units: row[AT.units],
      tokensIn: row[AT.tokensIn],
      tokensOut: row[AT.tokensOut],
      costUsd: row[AT.costUsd],
      pricedBy: row[AT.pricedBy],
      times: row[AT.times] ?? 1,
      day: row.length > AT.day ? { resetAt: row[AT.day], used: row[AT.day + 1] } : null,
    }),
  )
}

const AT = {
  id: placeOf('id'),
  service: placeOf('service'),
  keyId: placeOf('key_id'),
  model: placeOf('model'),
  caller: placeOf('caller'),
  outcome: placeOf('outcome'),
  blame: placeOf('blame'),
  ending: placeOf('ending'),
  startedAt: placeOf('started_at'),
  firstByteMs: placeOf('first_byte_ms'),
  totalMs: placeOf('total_ms'),
  units: placeOf('units'),
  tokensIn: placeOf('tokens_in'),
  tokensOut: placeOf('tokens_out'),
  costUsd: placeOf('cost_usd'),
  pricedBy: placeOf('priced_by'),
  times: placeOf('times'),
  day: ATTEMPT_COLUMNS.length,
} satisfies Record<keyof TalliedAttempt, number>

function placeOf(column: string): number {
  return ATTEMPT_COLUMNS.findIndex(({ name }) => name === column)
}

function listOfRows(text: string): unknown[][] {
  return JSON.parse(text)
}

/** `attemptRow` wrote them a moment ago, from an attempt. */
function asWritten(fields: Record<keyof TalliedAttempt, unknown>): TalliedAttempt {
  return fields as TalliedAttempt
}

function cut(text: string | null, maxChars: number): string | null {
  return text !== null && text.length > maxChars ? text.slice(0, maxChars) : text
}
