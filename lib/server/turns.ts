/** Lets few of a costly kind of work run at once, some wait in their order, and turns the rest away. */
export class Turns {
  private running = 0
  private readonly waiting: (() => void)[] = []

  constructor(private readonly limits: { atOnce: number; waitingMax: number }) {}

  /** Runs the work when its turn has come; `null`: too many wait already, and nothing was run. */
  async take<T>(run: () => Promise<T>): Promise<{ answer: T } | null> {
    if (this.running >= this.limits.atOnce) {
      if (this.waiting.length >= this.limits.waitingMax) return null
      // Whoever ends hands its place over, so that nobody who comes in between takes it.
      await new Promise<void>(resolve => this.waiting.push(resolve))
    } else this.running += 1
    try {
      return { answer: await run() }
    } finally {
      const next = this.waiting.shift()
      if (next) next()
      else this.running -= 1
    }
  }
}
