import type { Attempt, ScoreTerms } from '@/lib/engine/vocabulary'
import { choiceText } from './choice-text'
import { type JsonColumn, jsonRow } from './json-rows'
import { MODEL_MAX_CHARS, type SettledAttempt, type TalliedAttempt, unitsUsed } from './tally'

/**
 * An attempt on its way to the database is one JSON list: its columns in order, then the quota day it was counted
 * into. The serving thread writes it once; SQLite reads that very text, so that no row is written a second time.
 */

const PATH_MAX_CHARS = 500
const DETAIL_MAX_CHARS = 500

export const ATTEMPT_COLUMNS: readonly JsonColumn<Attempt>[] = [
  { name: 'id', type: 'text', read: attempt => attempt.id },
  { name: 'request_id', type: 'text', read: attempt => attempt.requestId },
  { name: 'service', type: 'text', read: attempt => attempt.service },
  { name: 'key_id', type: 'text', read: attempt => attempt.keyId },
  { name: 'masked', type: 'text', read: attempt => attempt.masked },
  { name: 'model', type: 'text', read: attempt => cut(attempt.model, MODEL_MAX_CHARS) },
  { name: 'caller', type: 'text', read: attempt => attempt.caller },
  { name: 'method', type: 'text', read: attempt => attempt.method },
  { name: 'path', type: 'text', read: attempt => cut(attempt.path, PATH_MAX_CHARS) },
  { name: 'number', type: 'integer', read: attempt => attempt.number },
  { name: 'outcome', type: 'text', read: attempt => attempt.outcome },
  { name: 'blame', type: 'text', read: attempt => attempt.blame },
  { name: 'rule', type: 'text', read: attempt => attempt.rule },
  { name: 'refusal', type: 'text', read: attempt => attempt.refusal },
  { name: 'status', type: 'integer', read: attempt => attempt.status },
  { name: 'started_at', type: 'integer', read: attempt => attempt.startedAt },
  { name: 'first_byte_ms', type: 'real', read: attempt => attempt.firstByteMs },
  { name: 'total_ms', type: 'real', read: attempt => attempt.totalMs },
  { name: 'units', type: 'integer', read: unitsUsed },
  { name: 'tokens_in', type: 'integer', read: attempt => attempt.tokensIn },
  { name: 'tokens_out', type: 'integer', read: attempt => attempt.tokensOut },
  { name: 'cost_usd', type: 'real', read: attempt => attempt.costUsd },
  { name: 'strategy', type: 'text', read: attempt => attempt.strategy },
  { name: 'score', type: 'text', read: attempt => attempt.score && scoreText(attempt.score) },
  { name: 'choice', type: 'text', read: attempt => attempt.choice && choiceText(attempt.choice) },
  { name: 'effects', type: 'text', read: ({ effects }) => (effects.length === 0 ? null : JSON.stringify(effects)) },
  { name: 'detail', type: 'text', read: attempt => cut(attempt.detail, DETAIL_MAX_CHARS) },
  { name: 'facts', type: 'text', read: ({ facts }) => (facts === null ? null : JSON.stringify(facts)) },
  { name: 'ending', type: 'text', read: attempt => attempt.ending },
]

/** The row of an attempt. Never throws. */
export function attemptRow({ attempt, day }: SettledAttempt): string {
  return jsonRow(ATTEMPT_COLUMNS, attempt, day === null ? [] : [day.resetAt, day.used])
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

/** As JSON.stringify would, at a third of its price: nothing in it but numbers. */
function scoreText({ total, priority, recentSuccess, recentFailure, usage, recentlyUnused }: ScoreTerms): string {
  return `{"total":${total},"priority":${priority},"recentSuccess":${recentSuccess},"recentFailure":${recentFailure},"usage":${usage},"recentlyUnused":${recentlyUnused}}`
}
