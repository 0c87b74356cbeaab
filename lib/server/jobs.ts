import { beginDueChecks } from '@/lib/control/key-checks'
import { EARLY_PROBE } from '@/lib/engine/early-probe'
import { type Instant, SECOND_MS } from '@/lib/engine/vocabulary'
import { noteRun } from '@/lib/store/server-runs'
import { touchTokens } from '@/lib/store/tokens'
import type { AlertWork } from './alert-work'
import type { Engine } from './engine'
import type { ServerLog } from './log'
import { forgetInTurn, StandIn, WATCH_LOOK_MS, watchAsDashboard } from './watch'

/** How soon a change made by another process is in force here. */
const PICK_UP_MS = 500
const ALERT_LOOK_MS = SECOND_MS
/** What other processes let in of a limited caller is known here after this long. */
const LEARN_USE_MS = 2 * SECOND_MS
/** What other processes hold of a budget is known here after this long. */
const SHARE_HELD_MS = 500
const TIDY_MS = 5 * SECOND_MS
/** How soon an hour that has gone by is noticed. */
const FORGET_LOOK_MS = 10 * SECOND_MS
/** What other processes served is shown here after this long. */
const TRAFFIC_MS = 5 * SECOND_MS
const CHECK_LOOK_MS = 30 * SECOND_MS

export type Jobs = { stop(): Promise<void> }

/** What the server does now and then, each job one run at a time; a failed run is logged and tried again. */
export function startJobs(engine: Engine, { alerter, deliverer }: AlertWork, now: () => Instant): Jobs {
  const { log, store } = engine
  const jobs = together([
    ...servingJobs(engine, now()),
    repeat('looking for alerts', ALERT_LOOK_MS, log, () => alerter.look()),
    repeat('telling channels', ALERT_LOOK_MS, log, () => deliverer.look()),
    repeat('looking whether to check keys', CHECK_LOOK_MS, log, () => beginDueChecks(store, engine.checker, now())),
    repeat('learning what others served', TRAFFIC_MS, log, engine.learnTraffic, 0),
    repeat('saying who watches', WATCH_LOOK_MS, log, () => watchAsDashboard(store), 0),
    repeat('forgetting what is old', FORGET_LOOK_MS, log, isStopped => forgetInTurn(store, now, isStopped)),
  ])
  return {
    stop: async () => {
      await jobs.stop()
      await deliverer.stop()
    },
  }
}

/**
 * As `startJobs`, of a gateway by itself: alerts, checks and old history are the dashboards' to look after, and only
 * where none runs its own. @param openWork who raises alerts here and tells of them, made when it comes to that
 */
export function startGatewayJobs(engine: Engine, openWork: () => Promise<AlertWork>, now: () => Instant): Jobs {
  const { log } = engine
  const standIn = new StandIn(engine, openWork, now)
  const jobs = together([
    ...servingJobs(engine, now()),
    repeat('looking who watches', WATCH_LOOK_MS, log, () => standIn.look()),
    repeat('looking for alerts', ALERT_LOOK_MS, log, () => standIn.lookForAlerts()),
    repeat('looking whether to check keys', CHECK_LOOK_MS, log, () => standIn.beginChecks()),
    repeat('forgetting what is old', FORGET_LOOK_MS, log, isStopped => standIn.forget(isStopped)),
  ])
  return {
    stop: async () => {
      await jobs.stop()
      await standIn.stop()
    },
  }
}

/** What every process does that serves callers. */
function servingJobs(
  { log, pools, store, callers, notes, prober, pickUp, learnUse }: Engine,
  startedAt: Instant,
): Stop[] {
  return [
    repeat('picking up changes', PICK_UP_MS, log, pickUp),
    repeat('probing early', EARLY_PROBE.passEveryMs, log, () => prober.look()),
    repeat('learning what callers used', LEARN_USE_MS, log, learnUse),
    repeat('sharing what is held of budgets', SHARE_HELD_MS, log, () => callers.shareHeld(store)),
    repeat('noting errors', TIDY_MS, log, () => notes.flush(store)),
    repeat('saying that this process runs', TIDY_MS, log, () => noteRun(store, startedAt), 0),
    repeat('tidying up', TIDY_MS, log, async () => {
      pools.expireLeases()
      await callers.flushUses(uses => touchTokens(store, uses))
    }),
  ]
}

type Stop = () => Promise<void>

function together(stops: readonly Stop[]): Jobs {
  return { stop: async () => void (await Promise.all(stops.map(stop => stop()))) }
}

/**
 * Runs a job again and again, `everyMs` after it ended. The returned function stops it and waits for a run under way.
 * @param firstMs absent: it begins after as long
 */
function repeat(
  what: string,
  everyMs: number,
  log: ServerLog,
  run: (isStopped: () => boolean) => Promise<void>,
  firstMs = everyMs,
): () => Promise<void> {
  let isStopped = false
  let running: Promise<void> = Promise.resolve()
  let timer = setTimeout(tick, firstMs)
  function tick() {
    running = run(() => isStopped)
      .catch((error: unknown) => log.warn({ error: String(error) }, `${what} failed and is tried again`))
      .then(() => {
        if (!isStopped) timer = setTimeout(tick, everyMs)
      })
  }
  return () => {
    isStopped = true
    clearTimeout(timer)
    return running
  }
}
