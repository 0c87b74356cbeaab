import type { Attempt } from '@/lib/engine/attempt'
import { asLast } from '@/lib/rotation/attempt-record'
import type { Record } from '@/lib/rotation/ports'

type Facts = Pick<Attempt, 'requestId' | 'caller' | 'path'>

/**
 * One request of a caller to a task, as the record shall show it: all attempts with all services under one id, and
 * the last one known as such. An attempt that may be the last waits until that is decided, which nothing is awaited for.
 */
export class RecordedRequest {
  readonly attempts: Attempt[] = []
  private held: Attempt | null = null

  constructor(
    readonly facts: Facts,
    private readonly write: Record,
  ) {}

  /** In place of the ports' own. */
  readonly record: Record = attempt => {
    // a service without a key was never an option
    if (attempt.outcome === 'refused' && attempt.choice?.keyCount === 0) return
    this.goOn()
    const number = this.attempts.length + 1
    const { requestId } = this.facts
    const own: Attempt = {
      ...attempt,
      ...this.facts,
      id: `${requestId}.${number}`,
      number,
      method: 'POST',
      ending: null,
    }
    this.attempts.push(own)
    if (attempt.ending === null) this.write(own)
    else this.held = own
  }

  /** What is held was not the last: another attempt follows, or a refusal. */
  private goOn(): void {
    if (this.held !== null) this.write(this.held)
    this.held = null
  }

  /** Its caller is refused, which says more than that the service asked last found no key. */
  refuse(rowOf: (attemptCount: number) => Attempt): void {
    if (this.held?.outcome === 'refused') {
      this.held = null
      this.attempts.pop()
    }
    this.goOn()
    this.write(rowOf(this.attempts.length))
  }

  /** What is held was the last. */
  end(): void {
    if (this.held !== null) asLast(this.held)
    this.goOn()
  }
}
