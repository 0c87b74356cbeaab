import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { ALERT_CALM, type Alert, acknowledgeAlert, advanceAlerts, isStanding, snoozeAlert } from './alert-lifecycle'
import type { AlertFact } from './alert-rules'
import { HOUR_MS, MINUTE_MS, SECOND_MS } from './vocabulary'

const start = Date.parse('2026-11-22T12:00:00Z')
const few = (healthy = 1): AlertFact => ({ code: 'few-healthy', service: 'groq', keyId: null, healthy, total: 4 })
const rejected: AlertFact = {
  code: 'key-rejected',
  service: 'groq',
  keyId: 'k1',
  name: 'one',
  masked: 'gsk_ab…3f',
  reason: null,
}

/** Looks at `[seconds, facts]` one after another and tells what was noticed, as `seconds kind`. */
function watch(looks: readonly [number, readonly AlertFact[]][], before: readonly Alert[] = []) {
  let alerts = before
  const noticed: string[] = []
  for (const [seconds, facts] of looks) {
    const advanced = advanceAlerts(alerts, facts, start + seconds * SECOND_MS)
    alerts = advanced.alerts
    noticed.push(...advanced.notices.map(({ kind }) => `${seconds} ${kind}`))
  }
  return { alerts, noticed }
}

describe('an alert', () => {
  it('is raised once, while its values are kept up to date', () => {
    const { alerts, noticed } = watch([
      [0, [few(1)]],
      [10, [few(1)]],
      [20, [few(0)]],
    ])
    expect(noticed).toEqual(['0 raised'])
    expect(alerts).toMatchObject([{ fact: few(0), raisedAt: start, updatedAt: start + 20 * SECOND_MS }])
  })

  it('is the same object when nothing changed', () => {
    const first = advanceAlerts([], [few()], start).alerts
    expect(advanceAlerts(first, [few()], start + 1).alerts[0]).toBe(first[0])
  })

  it('resolves by itself once its condition has been gone for 30 s', () => {
    expect(
      watch([
        [0, [few()]],
        [10, []],
        [39, []],
        [40, []],
        [50, []],
      ]).noticed,
    ).toEqual(['0 raised', '40 resolved'])
  })

  it('does not resolve over a gap shorter than that', () => {
    const { alerts, noticed } = watch([
      [0, [few()]],
      [10, []],
      [30, [few()]],
      [50, []],
      [79, []],
    ])
    expect(noticed).toEqual(['0 raised'])
    expect(alerts[0]).toMatchObject({ raisedAt: start, phase: { kind: 'clearing' } })
  })

  it('is armed again', () => {
    const hour = 3600
    const { alerts, noticed } = watch([
      [0, [few()]],
      [10, []],
      [40, []],
      [hour, []],
      [hour + 1, [few()]],
    ])
    expect(noticed).toEqual(['0 raised', '40 resolved', `${hour + 1} raised`])
    expect(alerts[0]).toMatchObject({ raisedAt: start + (hour + 1) * SECOND_MS, returnCount: 0 })
  })

  it('resolves at once when a person or a probe restored the key', () => {
    expect(
      watch([
        [0, [rejected]],
        [1, []],
      ]).noticed,
    ).toEqual(['0 raised', '1 resolved'])
  })

  it('is told ever more rarely while it comes and goes', () => {
    // A minute on, a minute off, looked at every 10 s, for six hours.
    const looks = Array.from({ length: 6 * 360 }, (_, index): [number, AlertFact[]] => {
      const seconds = index * 10
      return [seconds, seconds % 120 < 60 ? [few()] : []]
    })
    const raises = watch(looks).noticed.filter(notice => notice.endsWith('raised'))
    expect(raises).toEqual(['0 raised', '120 raised'])
  })

  it('is told again only for its end once acknowledged, and afresh when it comes back, however soon', () => {
    const first = advanceAlerts([], [few()], start).alerts.map(alert => acknowledgeAlert(alert, start))
    const { noticed } = watch(
      [
        [10, [few(0)]],
        [20, []],
        [50, []],
        [60, [few()]],
        [70, [few()]],
      ],
      first,
    )
    expect(noticed).toEqual(['50 resolved', '60 raised'])
    const later = watch(
      [
        [50, []],
        [80, []],
        [7200, []],
        [7201, [few()]],
      ],
      first,
    )
    expect(later.noticed).toEqual(['80 resolved', '7201 raised'])
  })

  it('is silent while snoozed, and then says once more that it lasts', () => {
    const first = advanceAlerts([], [few()], start).alerts.map(alert => snoozeAlert(alert, start + 10 * MINUTE_MS))
    const { noticed } = watch(
      [
        [10, [few(0)]],
        [599, [few()]],
        [600, [few()]],
        [610, [few()]],
      ],
      first,
    )
    expect(noticed).toEqual(['600 reminded'])
  })

  it('stays snoozed over a resolution, however long the snooze', () => {
    const first = advanceAlerts([], [few()], start).alerts.map(alert => snoozeAlert(alert, start + 5 * HOUR_MS))
    const { noticed } = watch(
      [
        [10, []],
        [60, []],
        [3 * 3600, []],
        [4 * 3600, [few()]],
        [5 * 3600, [few()]],
      ],
      first,
    )
    expect(noticed).toEqual([`${5 * 3600} reminded`])
  })
})

it('whatever comes and goes: every condition has one standing alert, and notices alternate', () => {
  const kinds = [few(), few(0), rejected]
  const look = fc.record({
    waitMs: fc.oneof(fc.integer({ min: 0, max: 5 * MINUTE_MS }), fc.constantFrom(-HOUR_MS, 2 * HOUR_MS)),
    facts: fc.subarray(kinds.slice(1)),
  })
  fc.assert(
    fc.property(fc.array(look, { maxLength: 60 }), looks => {
      let now = start
      let alerts: readonly Alert[] = []
      const lastNotice = new Map<string, string>()
      for (const { waitMs, facts } of looks) {
        now += waitMs
        const advanced = advanceAlerts(alerts, facts, now)
        alerts = advanced.alerts
        expect(new Set(alerts.map(({ id }) => id)).size).toBe(alerts.length)
        for (const fact of facts) {
          const mine = alerts.filter(alert => alert.fact.code === fact.code)
          expect(mine).toHaveLength(1)
          expect(mine[0]).toMatchObject({ fact, phase: { kind: 'open' } })
        }
        for (const { kind, alert } of advanced.notices) {
          expect(kind).toBe(isStanding(alert) ? 'raised' : 'resolved')
          expect(lastNotice.get(alert.id) ?? 'resolved').not.toBe(kind)
          lastNotice.set(alert.id, kind)
        }
        for (const alert of alerts) {
          if (alert.phase.kind === 'clearing') expect(now - alert.phase.since).toBeLessThan(ALERT_CALM.clearingCapMs)
        }
      }
    }),
    { numRuns: 2000 },
  )
})
