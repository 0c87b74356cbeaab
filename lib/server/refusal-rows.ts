import type { Attempt } from '@/lib/engine/attempt'
import { HOUR_MS, type Instant, MINUTE_MS } from '@/lib/engine/vocabulary'
import { OTHER_MODELS } from '@/lib/store/tally'

/** Refusals of one caller for one reason that have a row of their own, in each hour: enough to see what was asked. */
export const OWN_ROWS_AN_HOUR = 10
/** Callers and reasons are few, but models are named by callers: beyond these they are counted as one. */
const GROUPS_MAX = 1000

type Group = {
  hourAt: Instant
  rowCount: number
  /** The newest of those that wait for the end of their minute, standing for all of them; `null`: none waits. */
  waiting: Attempt | null
  minuteAt: Instant
}

/**
 * Keeps a program that asks on and on at its limit, or with a token of nobody's, from filling the log: of each caller,
 * service, reason and model the first refusals of an hour are rows, the others of each minute one row that says how many
 * it stands for. Everything else passes. None is lost: what waits is handed out when its minute is over, or at the end.
 */
export class RefusalRows {
  private readonly groups = new Map<string, Group>()
  private readonly write: (attempt: Attempt) => void

  constructor(write: (attempt: Attempt) => void) {
    this.write = write
  }

  record(attempt: Attempt): void {
    // what came to an attempt or to our failure is worth its row each time
    if (attempt.ending !== 'refused' || attempt.number !== 1) this.write(attempt)
    else this.count(attempt)
  }

  /** Writes the rows whose minute is over by now. */
  settle(now: Instant): void {
    for (const [name, group] of this.groups) {
      if (group.waiting !== null && group.minuteAt + MINUTE_MS <= now) this.handOut(group)
      if (group.waiting === null && group.hourAt + HOUR_MS <= now) this.groups.delete(name)
    }
  }

  /** Writes all rows: nothing more comes. */
  end(): void {
    this.settle(Number.POSITIVE_INFINITY)
  }

  private count(attempt: Attempt): void {
    const { startedAt } = attempt
    const { name, model } = this.groupOf(attempt)
    const group = this.opened(name, startedAt)
    if (group.rowCount < OWN_ROWS_AN_HOUR) {
      group.rowCount += 1
      this.write(attempt)
      return
    }
    const minuteAt = startedAt - (startedAt % MINUTE_MS)
    if (group.waiting !== null && group.minuteAt !== minuteAt) this.handOut(group)
    const times = (group.waiting?.times ?? 0) + 1
    group.waiting = { ...attempt, model, times }
    group.minuteAt = minuteAt
  }

  private groupOf({ caller, service, refusal, model }: Attempt): { name: string; model: string | null } {
    const name = JSON.stringify([caller, service, refusal, model])
    if (this.groups.has(name) || this.groups.size < GROUPS_MAX || model === null) return { name, model }
    return { name: JSON.stringify([caller, service, refusal, OTHER_MODELS]), model: OTHER_MODELS }
  }

  private opened(name: string, at: Instant): Group {
    const hourAt = at - (at % HOUR_MS)
    const known = this.groups.get(name)
    if (known === undefined) {
      const group = { hourAt, rowCount: 0, waiting: null, minuteAt: 0 }
      this.groups.set(name, group)
      return group
    }
    if (known.hourAt < hourAt) Object.assign(known, { hourAt, rowCount: 0 })
    return known
  }

  private handOut(group: Group): void {
    const { waiting } = group
    group.waiting = null
    if (waiting !== null) this.write(waiting)
  }
}
