import type { Attempt } from '@/lib/engine/attempt'
import { HOUR_MS, type Instant, MINUTE_MS } from '@/lib/engine/vocabulary'
import { OTHER_MODELS } from '@/lib/store/tally'

/** Refusals of one caller for one reason that have a row of their own, in each hour: enough to see what was asked. */
export const OWN_ROWS_AN_HOUR = 10
/** Models are named by callers: beyond so many of one caller, service and reason they are counted as one. */
const MODELS_MAX = 20

type Group = {
  /** Its caller, service and reason. */
  about: string
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
  /** How many groups each caller, service and reason has. */
  private readonly modelCounts = new Map<string, number>()
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
      if (group.waiting === null && group.hourAt + HOUR_MS <= now) this.forget(name, group)
    }
  }

  /** Writes all rows: nothing more comes. */
  end(): void {
    this.settle(Number.POSITIVE_INFINITY)
  }

  private count(attempt: Attempt): void {
    const { startedAt } = attempt
    const { about, name, model } = this.groupOf(attempt)
    const group = this.opened(about, name, startedAt)
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

  private groupOf({ caller, service, refusal, model }: Attempt): { about: string; name: string; model: string | null } {
    const about = JSON.stringify([caller, service, refusal])
    const name = about + (model ?? '')
    const isRoom = (this.modelCounts.get(about) ?? 0) < MODELS_MAX
    if (this.groups.has(name) || isRoom || model === null) return { about, name, model }
    return { about, name: about + OTHER_MODELS, model: OTHER_MODELS }
  }

  private opened(about: string, name: string, at: Instant): Group {
    const hourAt = at - (at % HOUR_MS)
    const known = this.groups.get(name)
    if (known === undefined) {
      const group = { about, hourAt, rowCount: 0, waiting: null, minuteAt: 0 }
      this.groups.set(name, group)
      this.modelCounts.set(about, (this.modelCounts.get(about) ?? 0) + 1)
      return group
    }
    if (known.hourAt < hourAt) Object.assign(known, { hourAt, rowCount: 0 })
    return known
  }

  private forget(name: string, { about }: Group): void {
    this.groups.delete(name)
    const count = (this.modelCounts.get(about) ?? 0) - 1
    if (count > 0) this.modelCounts.set(about, count)
    else this.modelCounts.delete(about)
  }

  private handOut(group: Group): void {
    const { waiting } = group
    group.waiting = null
    if (waiting !== null) this.write(waiting)
  }
}
