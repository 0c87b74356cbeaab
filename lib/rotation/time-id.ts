import { randomUUID } from 'node:crypto'
import type { Instant } from '@/lib/engine/vocabulary'

const COUNTER_MAX = 0xfff
const VARIANT_AT = 19
let lastAt: Instant = 0
let counter = 0
/** How every id of `lastAt` begins and ends. */
let beginning = beginningOf(0)
let end = ''

/**
 * A new id that sorts after every earlier one of this process: a UUID version 7 (RFC 9562) whose 12 bits after the
 * instant count the ids of one millisecond, which share their random bits. Keys so stand in the order they were added, and rows of the log are
 * appended to their index instead of being scattered over it.
 */
export function makeTimeId(now: Instant): string {
  if (now > lastAt) startAt(now)
  else if (counter === COUNTER_MAX) startAt(lastAt + 1)
  else counter++
  return `${beginning}${(COUNTER_LEAD + counter).toString(16).slice(1)}${end}`
}

/** Makes three hexadecimal digits of every count, behind one to be cut off. */
const COUNTER_LEAD = 0x1000

function startAt(at: Instant): void {
  lastAt = at
  counter = 0
  beginning = beginningOf(at)
  end = `-${randomUUID().slice(VARIANT_AT)}`
}

function beginningOf(at: Instant): string {
  const time = at.toString(16).padStart(12, '0')
  return `${time.slice(0, 8)}-${time.slice(8)}-7`
}
