import type { Exhausted } from '@/lib/engine/lease'
import type { Instant } from '@/lib/engine/vocabulary'

/** Answers of several models and sizes are kept; more of them begin anew. */
const ANSWERS_KEPT = 64

/** Reasons may change by time alone (a key expires, a day ends) without any key returning: an answer is not older. */
const ANSWER_MS = 1000

type Answer = { exhausted: Exhausted; from: Instant; until: Instant }

/**
 * The refusals a pool gave since its state last changed: while all keys rest, every request hears the same, and looking
 * at 10,000 keys for each would stop the process for those whom other services could serve.
 */
export class ExhaustedAnswers {
  private readonly answers = new Map<string, Answer>()

  /** Something changed: what was said may be true no more. */
  forget(): void {
    if (this.answers.size > 0) this.answers.clear()
  }

  /** The answer from memory, or made now; it holds for a second, unless the first key returns before. */
  recall(model: string | null, units: number, now: Instant, make: () => Exhausted): Exhausted {
    const name = `${units} ${model === null ? '' : `of ${model}`}`
    const known = this.answers.get(name)
    if (known !== undefined && known.from <= now && now < known.until) return known.exhausted
    const exhausted = make()
    if (this.answers.size >= ANSWERS_KEPT) this.answers.clear()
    const until = Math.min(now + ANSWER_MS, exhausted.retryAt ?? Number.POSITIVE_INFINITY)
    this.answers.set(name, { exhausted, from: now, until })
    return exhausted
  }
}
