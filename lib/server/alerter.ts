import { randomUUID } from 'node:crypto'
import { setImmediate as nextTurn } from 'node:timers/promises'
import { alertRulesInForce } from '@/lib/control/alert-rules'
import { AlertWatch } from '@/lib/control/alert-watch'
import { saidFact } from '@/lib/control/standing-alerts'
import {
  type Alert,
  type AlertNotice,
  acknowledgeAlert,
  advanceAlerts,
  isStanding,
  snoozeAlert,
} from '@/lib/engine/alert-lifecycle'
import {
  type AlertRulesOf,
  alertSentence,
  DEFAULT_ALERT_RULES,
  openAlerts,
  withoutEchoes,
} from '@/lib/engine/alert-rules'
import { type Instant, SECOND_MS } from '@/lib/engine/vocabulary'
import type { Pools } from '@/lib/rotation/pools'
import {
  type AlertSubject,
  listAbandoned,
  listStanding,
  raiseAlert,
  resolveAlert,
  type StoredAlert,
} from '@/lib/store/alerts'
import { noteRun } from '@/lib/store/server-runs'
import type { Store } from '@/lib/store/session'
import type { AlertTeller } from './alert-teller'
import type { ServerLog } from './log'

const STANDING_MAX = 10_000
/** How often it looks for alerts of processes that ended. */
const INHERIT_MS = 15 * SECOND_MS

/**
 * Looks at the pools now and then, raises what holds, resolves what is over, and keeps it in the database. Alerts of a
 * process that ended go on standing, or are over once it has been silent for long enough; those of one that runs are its own.
 */
export class Alerter {
  private alerts: readonly Alert[] = []
  private readonly watch: AlertWatch
  /** When it last looked for alerts of processes that ended; `null`: never. */
  private inheritedAt: Instant | null = null
  /** Alerts that changed and are not in the database yet: a write that failed is made up for at the next look. */
  private readonly unsaved = new Map<string, Alert>()
  /** Alerts to be reminded of, with the snooze that ended. */
  private readonly toRemind = new Map<string, Instant>()
  private rulesOf: AlertRulesOf = () => DEFAULT_ALERT_RULES
  /** Of those that stand, which the channels were told of, by this process or another. */
  private readonly told = new Map<string, Instant>()
  private readonly ports: {
    store: Store
    pools: Pools
    log: ServerLog
    now: () => Instant
    /** Who tells the channels; absent: nobody. */
    teller?: AlertTeller
  }

  constructor(ports: Alerter['ports']) {
    this.ports = ports
    this.watch = new AlertWatch(ports.pools)
  }

  /** To be called before the first look: others must know that whoever raises alerts here still runs. */
  async open(): Promise<void> {
    const { store, now } = this.ports
    await noteRun(store, now())
    this.rulesOf = await alertRulesInForce(store)
  }

  /** One look. Does not overlap with another: the caller waits for it. */
  async look(): Promise<void> {
    const { store, now } = this.ports
    await this.watch.catchUp(this.rulesOf, now, nextTurn)
    const at = now()
    const facts = openAlerts(this.watch.snapshot(this.rulesOf, at), this.rulesOf, at)
    const before = new Map(this.alerts.map(alert => [alert.id, alert]))
    const { alerts, notices } = advanceAlerts(this.alerts, facts, at)
    this.alerts = alerts
    this.tell(notices)
    for (const alert of alerts) if (before.get(alert.id) !== alert) this.unsaved.set(alert.id, alert)
    for (const { kind, alert } of notices) {
      const snooze = before.get(alert.id)?.snoozedUntil
      if (kind === 'reminded' && snooze) this.toRemind.set(alert.id, snooze)
    }
    await this.saveChanged(store)
    await this.resolveInherited(store, at)
    await this.tellChannels()
  }

  /** Takes over what people said: the rules, and standing alerts acknowledged, snoozed, or snoozed no more. */
  async steer(): Promise<void> {
    this.rulesOf = await alertRulesInForce(this.ports.store)
    const stored = await listStanding(this.ports.store, STANDING_MAX)
    const storedOf = new Map(stored.map(alert => [identity(alert), alert]))
    this.alerts = this.alerts.map(alert => {
      const said = storedOf.get(identity(alert.fact))
      return said && isStanding(alert) ? steered(alert, said) : alert
    })
  }

  /** What a stronger alert of the same service says as well is not told. */
  private tell(notices: readonly AlertNotice[]): void {
    const { log } = this.ports
    const told = new Set(withoutEchoes(this.alerts.filter(isStanding).map(({ fact }) => fact)))
    for (const { kind, alert } of notices) {
      const sentence = alertSentence(alert.fact)
      if (kind === 'resolved') log.info({ alert: alert.fact.code }, `Alert over: ${sentence}`)
      else if (told.has(alert.fact)) log.warn({ alert: alert.fact.code }, `Alert: ${sentence}`)
    }
  }

  /** Alerts that nobody looks after and no other says as well, and those whose snooze has ended. */
  private async tellChannels(): Promise<void> {
    const { teller } = this.ports
    if (!teller) return
    const standing = this.alerts.filter(isStanding)
    for (const id of this.told.keys()) if (!standing.some(alert => alert.id === id)) this.told.delete(id)
    const heard = new Set(withoutEchoes(standing.map(({ fact }) => fact)))
    for (const alert of standing) {
      if (!heard.has(alert.fact)) this.told.delete(alert.id)
      const isQuiet = alert.acknowledgedAt !== null || alert.snoozedUntil !== null || alert.phase.kind !== 'open'
      if (isQuiet || !heard.has(alert.fact) || this.told.get(alert.id) === alert.raisedAt) continue
      if (await teller.tellRaised(alert.fact)) this.toRemind.delete(alert.id)
      this.told.set(alert.id, alert.raisedAt)
    }
    for (const [id, snooze] of this.toRemind) {
      const alert = standing.find(each => each.id === id)
      if (alert && heard.has(alert.fact)) await teller.tellReminded(alert.fact, snooze)
      this.toRemind.delete(id)
    }
  }

  private async saveChanged(store: Store): Promise<void> {
    for (const [id, alert] of this.unsaved) {
      await this.keep(store, alert)
      this.unsaved.delete(id)
    }
  }

  private async keep(store: Store, { fact, phase, raisedAt, snoozedUntil }: Alert): Promise<void> {
    const { code, service, keyId } = fact
    if (phase.kind === 'resolved') {
      await this.resolve(store, { code, service, keyId })
      return
    }
    const said = { message: alertSentence(fact), fact: saidFact(fact) }
    const raised = { id: randomUUID(), since: raisedAt, snoozedUntil }
    await raiseAlert(store, { ...raised, ...said, code, service, keyId })
  }

  private resolve(store: Store, { code, service, keyId }: AlertSubject): Promise<void> {
    return store.transaction(async session => {
      const over = await resolveAlert(session, { code, service, keyId })
      if (over) await this.ports.teller?.tellOver(session, over)
    })
  }

  /** What processes raised that ended, and does not hold any more, is over. */
  private async resolveInherited(store: Store, at: Instant): Promise<void> {
    const isFirst = this.inheritedAt === null
    if (this.inheritedAt !== null && Math.abs(at - this.inheritedAt) < INHERIT_MS) return
    const holds = new Set(this.alerts.filter(isStanding).map(({ fact }) => identity(fact)))
    for (const alert of await listAbandoned(store, STANDING_MAX)) {
      if (!holds.has(identity(alert))) await this.resolve(store, alert)
    }
    this.inheritedAt = at
    if (isFirst) await this.steer()
  }
}

/** The same object when nothing was said. */
function steered(alert: Alert, { acknowledgedAt, snoozedUntil }: StoredAlert): Alert {
  const seen = acknowledgedAt === null ? alert : acknowledgeAlert(alert, acknowledgedAt)
  if (snoozedUntil === seen.snoozedUntil) return seen
  return snoozedUntil === null ? { ...seen, snoozedUntil: null } : snoozeAlert(seen, snoozedUntil)
}

function identity({ code, service, keyId }: { code: string; service: string; keyId: string | null }): string {
  return JSON.stringify([code, service, keyId])
}
