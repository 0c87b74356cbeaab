import { beginDueChecks } from '@/lib/control/key-checks'
import { type Instant, MINUTE_MS, SECOND_MS } from '@/lib/engine/vocabulary'
import { abandonAlerts } from '@/lib/store/alerts'
import { claimDuty, claimTurn, isDutyHeld, leaveDuty, takeDuty } from '@/lib/store/duties'
import type { Store } from '@/lib/store/session'
import type { AlertWork } from './alert-work'
import type { Engine } from './engine'
import { forgetOld } from './forget-old'

/** A dashboard that starts again within this time finds nobody in its place. */
const HELD_MS = MINUTE_MS
/** How often history is looked through for what is too old. */
const FORGET_MS = 60 * MINUTE_MS
export const WATCH_LOOK_MS = 5 * SECOND_MS

/** Says that a dashboard runs: it watches, and gateways need not. */
export function watchAsDashboard(store: Store): Promise<void> {
  return takeDuty(store, 'watching', HELD_MS)
}

/** Forgets what is too old if an hour has gone by, whichever process did it last. */
export async function forgetInTurn(store: Store, now: () => Instant, isStopped: () => boolean): Promise<void> {
  if (!(await claimTurn(store, 'forgetting', FORGET_MS))) return
  await forgetOld(store, now, isStopped)
  // half done is not done: the next process goes on with it
  if (isStopped()) await leaveDuty(store, 'forgetting')
}

/** The same, of a program that only uses its keys: whoever watches looks after it otherwise. */
export async function forgetUnwatched(store: Store, now: () => Instant, isStopped: () => boolean): Promise<void> {
  if (!(await isDutyHeld(store, 'watching', HELD_MS))) await forgetInTurn(store, now, isStopped)
}

/**
 * Where no dashboard runs, one gateway of all does what only dashboards do otherwise: it raises alerts and tells of
 * them, begins the checks that are due, and forgets what is too old. It stops when a dashboard comes.
 */
export class StandIn {
  private work: AlertWork | null = null
  private looking: Promise<void> = Promise.resolve()
  private readonly steer = async () => this.work?.alerter.steer()

  constructor(
    private readonly engine: Engine,
    private readonly openWork: () => Promise<AlertWork>,
    private readonly now: () => Instant,
  ) {}

  /** Looks whether somebody else watches, and begins or ends it here. */
  async look(): Promise<void> {
    const { store, alertHearers } = this.engine
    const isOurs = await claimDuty(store, 'watching', HELD_MS)
    if (isOurs && this.work === null) {
      this.work = await this.openWork()
      alertHearers.push(this.steer)
    }
    if (!isOurs && this.work !== null) await this.end()
  }

  lookForAlerts(): Promise<void> {
    const { work } = this
    if (work === null) return Promise.resolve()
    this.looking = work.alerter.look().then(() => work.deliverer.look())
    return this.looking
  }

  async beginChecks(): Promise<void> {
    const { store, checker } = this.engine
    if (this.work) await beginDueChecks(store, checker, this.now())
  }

  async forget(isStopped: () => boolean): Promise<void> {
    if (this.work) await forgetInTurn(this.engine.store, this.now, isStopped)
  }

  /** Leaves it to the next. */
  async stop(): Promise<void> {
    if (this.work === null) return
    await this.end()
    await leaveDuty(this.engine.store, 'watching')
  }

  private async end(): Promise<void> {
    const { work } = this
    const { store, alertHearers } = this.engine
    this.work = null
    const at = alertHearers.indexOf(this.steer)
    if (at >= 0) alertHearers.splice(at, 1)
    // a look under way may raise some still
    await this.looking.catch(() => {})
    await work?.deliverer.stop()
    await abandonAlerts(store)
  }
}
