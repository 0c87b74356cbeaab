import { MINUTE_MS, SECOND_MS } from '@/lib/engine/vocabulary'
import type { Engine } from './engine'
import { forgetUnwatched } from './watch'

/**
 * How soon an operator's change and a forgotten lease are noticed, and how often it is asked whether history is to be
 * looked through; programs that end before leave that to others.
 */
const TIMES = { tidyMs: SECOND_MS, forgetMs: MINUTE_MS }

/**
 * What a program does now and then that only uses its keys. Never keeps the process alive. The returned function stops
 * it and waits for what is under way: after that nobody needs the database for it.
 */
export function keepTidy({ pools, log, pickUp, store }: Engine, { tidyMs, forgetMs } = TIMES): () => Promise<void> {
  let isStopped = false
  const failed = (what: string) => (error: unknown) =>
    log.warn({ error: String(error) }, `${what} failed and is tried again`)
  const pickingUp = oneAtATime(() => pickUp().catch(failed('picking up changes')))
  const forgetting = oneAtATime(() =>
    forgetUnwatched(store, Date.now, () => isStopped).catch(failed('forgetting what is old')),
  )
  const tidy = () => {
    pools.expireLeases()
    pickingUp.begin()
  }
  const timers = [setInterval(tidy, tidyMs).unref(), setInterval(forgetting.begin, forgetMs).unref()]
  return async () => {
    isStopped = true
    for (const timer of timers) clearInterval(timer)
    // a program that ends by itself would be over in a pause between two slices, and never close its database
    const staying = setInterval(() => {}, tidyMs)
    await Promise.all([pickingUp.ended(), forgetting.ended()])
    clearInterval(staying)
  }
}

/** Begins nothing while a run is under way. */
function oneAtATime(run: () => Promise<void>): { begin(): void; ended(): Promise<void> } {
  let running: Promise<void> | null = null
  return {
    begin: () => {
      running ??= run().finally(() => {
        running = null
      })
    },
    ended: async () => void (await running),
  }
}
