import { z } from 'zod'
import { type Choice, type OutCounts, ROOM_REASONS } from '@/lib/engine/lease'
import { KEY_STATUSES, OUTCOME_KINDS } from '@/lib/engine/vocabulary'
import { parseJson } from './columns'

/**
 * A choice as one flat JSON list, and that as a JSON text of its own, as it stands in a row: it is written for every
 * attempt, and nothing of it has to be looked at twice to have its quotes escaped.
 * First how many keys there were, the chosen one's idle time, how many keys could not work by reason, and how far
 * behind the runners-up were; then the runners-up.
 */
export function choiceText({ keyCount, idleMs, outCounts, behind, runnersUp }: Choice): string {
  let text = `"[${keyCount},${idleMs},${outCountsText(outCounts)},${behind ? `[${behind.join()}]` : 'null'}`
  for (const value of runnersUp) text += typeof value === 'number' ? `,${value}` : `,\\"${value}\\"`
  return `${text}]"`
}

let lastCounts: OutCounts = {}
let lastText = '{}'

/** Counts are one object until one of them changes, and asked for at every choice. */
function outCountsText(counts: OutCounts): string {
  if (counts !== lastCounts) {
    lastCounts = counts
    lastText = JSON.stringify(counts).replaceAll('"', '\\"')
  }
  return lastText
}

const reason = z.enum([...KEY_STATUSES, ...OUTCOME_KINDS, ...ROOM_REASONS]).exclude(['active'])
const written = z
  .tuple([z.number(), z.number(), z.partialRecord(reason, z.number()), z.array(z.number()).nullable()])
  .rest(z.union([z.string(), z.number()]))

/** @param what names the row in the error */
export function readChoice(text: string, what: string): Choice {
  const [keyCount, idleMs, outCounts, behind, ...runnersUp] = parseJson(written, text, what)
  return { keyCount, outCounts, idleMs, runnersUp, ...(behind && { behind }) }
}
