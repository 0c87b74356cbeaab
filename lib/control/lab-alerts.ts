import { REHEARSED_ALERTS_SHOWN, type RehearsalAnswer } from '@/lib/contract/lab'
import { type Alert, advanceAlerts } from '@/lib/engine/alert-lifecycle'
import { type AlertFact, type AlertRulesOf, alertSentence, openAlerts } from '@/lib/engine/alert-rules'
import type { Instant } from '@/lib/engine/vocabulary'
import type { Watch } from '@/lib/lab/stage'
import { alertSnapshot } from './pool-facts'

type Told = RehearsalAnswer['alerts'][number]

/** Which alerts a rehearsal would have raised, by the rules and the calm of the real ones. */
export class AlertWatch {
  private alerts: readonly Alert[] = []
  private readonly told: Told[] = []
  /** By the alert's id: the one that stands. */
  private readonly standing = new Map<string, Told>()
  private alertCount = 0

  constructor(
    private readonly startAt: Instant,
    private readonly rulesOf: AlertRulesOf,
  ) {}

  readonly look: Watch = (pools, now) => {
    const facts = openAlerts(alertSnapshot(pools, now), this.rulesOf, now)
    const { alerts, notices } = advanceAlerts(this.alerts, facts, now)
    this.alerts = alerts
    for (const { kind, alert } of notices) {
      if (kind === 'raised') this.raise(alert, now)
      else if (kind === 'resolved') this.resolve(alert, now)
    }
  }

  /** What was raised, and the first of it in full. */
  report(): Pick<RehearsalAnswer, 'alertCount' | 'alerts'> {
    return { alertCount: this.alertCount, alerts: this.told }
  }

  private raise({ id, fact }: Alert, now: Instant): void {
    this.alertCount += 1
    if (this.told.length === REHEARSED_ALERTS_SHOWN) return
    const told = {
      code: fact.code,
      keyName: nameOf(fact),
      raisedMs: now - this.startAt,
      resolvedMs: null,
      message: alertSentence(fact),
    }
    this.told.push(told)
    this.standing.set(id, told)
  }

  private resolve({ id }: Alert, now: Instant): void {
    const told = this.standing.get(id)
    if (told) told.resolvedMs = now - this.startAt
    this.standing.delete(id)
  }
}

function nameOf(fact: AlertFact): string | null {
  return fact.keyId === null ? null : fact.name
}
