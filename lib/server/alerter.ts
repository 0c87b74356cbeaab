import { randomUUID } from 'node:crypto'
import { alertSnapshot } from '@/lib/control/pool-facts'
import { type Alert, advanceAlerts, isStanding } from '@/lib/engine/alert-lifecycle'
import { alertSentence, DEFAULT_ALERT_THRESHOLDS, openAlerts } from '@/lib/engine/alert-rules'
import type { Instant } from '@/lib/engine/vocabulary'
import type { Pools } from '@/lib/rotation/pools'
import { listAlerts, raiseAlert, resolveAlert, type StoredAlert } from '@/lib/store/alerts'
import type { Store } from '@/lib/store/session'
import type { ServerLog } from './log'

const STANDING_MAX = 10_000

/**
 * Looks at the pools now and then, raises what holds, resolves what is over, and keeps it in the database. Alerts that
 * stood when the process ended go on standing, or resolve at the first look.
 */
export class Alerter {
  private alerts: readonly Alert[] = []
  private inherited: readonly StoredAlert[] = []
  /** Alerts that changed and are not in the database yet: a write that failed is made up for at the next look. */
  private readonly unsaved = new Map<string, Alert>()
  private readonly ports: { store: Store; pools: Pools; log: ServerLog; now: () => Instant }

  constructor(ports: Alerter['ports']) {
    this.ports = ports
  }

  /** Takes over what stands in the database. */
  async open(): Promise<void> {
    this.inherited = await listAlerts(this.ports.store, { isStanding: true, limit: STANDING_MAX })
  }

  /** One look. Does not overlap with another: the caller waits for it. */
  async look(): Promise<void> {
    const { pools, store, log, now } = this.ports
    const at = now()
    const facts = openAlerts(alertSnapshot(pools, at), DEFAULT_ALERT_THRESHOLDS, at)
    const before = new Map(this.alerts.map(alert => [alert.id, alert]))
    const { alerts, notices } = advanceAlerts(this.alerts, facts, at)
    this.alerts = alerts
    for (const { kind, alert } of notices) {
      const sentence = alertSentence(alert.fact)
      if (kind === 'resolved') log.info({ alert: alert.fact.code }, `Alert over: ${sentence}`)
      else log.warn({ alert: alert.fact.code }, `Alert: ${sentence}`)
    }
    for (const alert of alerts) if (before.get(alert.id) !== alert) this.unsaved.set(alert.id, alert)
    await this.saveChanged(store)
    await this.resolveInherited(store)
  }

  private async saveChanged(store: Store): Promise<void> {
    for (const [id, alert] of this.unsaved) {
      await this.keep(store, alert)
      this.unsaved.delete(id)
    }
  }

  private async keep(store: Store, { fact, phase, raisedAt }: Alert): Promise<void> {
    const { code, service, keyId } = fact
    if (phase.kind === 'resolved') await resolveAlert(store, { code, service, keyId })
    else
      await raiseAlert(store, { id: randomUUID(), code, service, keyId, message: alertSentence(fact), since: raisedAt })
  }

  /** After the first look: what stood before and does not hold any more is over. */
  private async resolveInherited(store: Store): Promise<void> {
    if (this.inherited.length === 0) return
    const holds = new Set(this.alerts.filter(isStanding).map(({ fact }) => identity(fact)))
    for (const alert of this.inherited) if (!holds.has(identity(alert))) await resolveAlert(store, alert)
    this.inherited = []
  }
}

function identity({ code, service, keyId }: { code: string; service: string; keyId: string | null }): string {
  return JSON.stringify([code, service, keyId])
}
