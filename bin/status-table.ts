import pc from 'picocolors'
import type { KeyStatusView, ServiceStatus, Status } from '@/lib/contract/status'
import { agoText, untilText } from './durations'
import { type Column, tableText } from './plain-table'
import { plainText } from './plain-text'

const BAR_WIDTH = 10
/** Keys per service that one look shows, those that need a hand first. */
const KEYS_SHOWN = 20
const COLUMNS: readonly Column[] = [
  { head: 'Key' },
  { head: 'Masked' },
  { head: 'State' },
  { head: 'Prio', align: 'right' },
  { head: 'Score', align: 'right' },
  { head: 'Used today' },
  { head: 'Success', align: 'right' },
  { head: 'Failure', align: 'right' },
  { head: 'Last used' },
]

type Paint = ReturnType<typeof pc.createColors>

/**
 * The status for a terminal: the verdict, a table per service with keys, then what needs a hand.
 * @param isWhole every key, not only the first `KEYS_SHOWN` of a service
 */
export function statusText(status: Status, { isColored, isWhole }: { isColored: boolean; isWhole: boolean }): string {
  const paint = pc.createColors(isColored)
  const services = Object.values(status.services).filter(service => service.total > 0)
  if (services.length === 0) {
    return 'No keys yet. Add one with `keywheel keys add <service>` or `keywheel keys import <file>`.'
  }
  const tables = services.map(service => serviceText(service, isWhole, status.generatedAt, paint))
  return [headLine(status, services, paint), ...tables, ...alertLines(status, paint)].join('\n\n')
}

function headLine(status: Status, services: ServiceStatus[], paint: Paint): string {
  const total = services.reduce((sum, service) => sum + service.total, 0)
  const healthy = services.reduce((sum, service) => sum + service.healthy, 0)
  const score = paintByShare(`${status.healthScore}/100`, status.healthScore / 100, paint)
  return `${paint.bold('System health')} ${score}   ${healthy} of ${total} keys healthy   ${paint.dim(status.generatedAt)}`
}

function serviceText(service: ServiceStatus, isWhole: boolean, now: string, paint: Paint): string {
  const facts = [service.strategy, `circuit ${service.circuit}`, `${service.healthy} of ${service.total} healthy`]
  if (service.isOff) facts.unshift(paint.red('switched off'))
  if (service.exhausted) facts.push(paint.red('exhausted'))
  if (service.nextReturnAt) facts.push(`next key returns in ${untilText(service.nextReturnAt, now)}`)
  const shown = isWhole ? service.keys : firstToShow(service.keys)
  const rows = shown.map(key => keyCells(key, now, paint))
  const lines = tableText(COLUMNS, rows, paint.isColorSupported).replace(/^/gm, ' ')
  const moreCount = service.keys.length - shown.length
  const more = moreCount === 0 ? '' : `\n ${paint.dim(`and ${moreCount} more: keywheel status --all`)}`
  return `${paint.bold(plainText(service.label))}  ${facts.join(' · ')}\n${lines}${more}`
}

/** All, where they are few; else those that need a hand before those that work, each in the order they came in. */
function firstToShow(keys: readonly KeyStatusView[]): readonly KeyStatusView[] {
  if (keys.length <= KEYS_SHOWN) return keys
  const isWell = (key: KeyStatusView) => key.available && key.cooldowns.length === 0
  return [...keys.filter(key => !isWell(key)), ...keys.filter(isWell)].slice(0, KEYS_SHOWN)
}

function keyCells(key: KeyStatusView, now: string, paint: Paint): string[] {
  const { successRate, totals } = key
  return [
    plainText(key.name),
    plainText(key.masked),
    stateText(key, now, paint),
    String(key.effectivePriority),
    String(Math.round(key.score.total)),
    usageText(key.usage, paint),
    successRate === null ? '–' : `${percent(successRate)} (${totals.successes})`,
    successRate === null ? '–' : `${percent(1 - successRate)} (${totals.failures})`,
    agoText(key.lastUsedAt, now),
  ]
}

/** Active, or why not and for how long; then what rests beside it (other models, its account). */
function stateText(key: KeyStatusView, now: string, paint: Paint): string {
  const rests = key.cooldowns.map(rest => {
    const whose = rest.model ? `${plainText(rest.model)} ` : rest.scope === 'account' ? 'account ' : ''
    return `${whose}${rest.reason} ${untilText(rest.until, now)} (${rest.provenance})`
  })
  if (key.status !== 'active') {
    const why = key.statusReason ? `: ${plainText(key.statusReason)}` : ''
    const text = key.effectivePriority === key.priority ? key.status : `${key.status}, needs review`
    return paint.red(`✕ ${text}${why}`)
  }
  if (key.available) return [paint.green('● active'), ...rests.map(rest => paint.yellow(`◐ ${rest}`))].join('\n')
  if (rests.length > 0) return paint.yellow(rests.map(rest => `◐ ${rest}`).join('\n'))
  const { reason, until } = key.unavailable ?? { reason: 'unavailable', until: null }
  return paint.yellow(`◐ ${reason}${until ? ` ${untilText(until, now)}` : ''}`)
}

function usageText({ today, dailyLimit, ratio }: KeyStatusView['usage'], paint: Paint): string {
  if (dailyLimit === null) return `${today} ${paint.dim('no limit')}`
  const filled = Math.min(BAR_WIDTH, Math.ceil(ratio * BAR_WIDTH))
  const bar = '█'.repeat(filled) + '░'.repeat(BAR_WIDTH - filled)
  return `${paintByShare(bar, 1 - ratio, paint)} ${percent(ratio)} ${today}/${dailyLimit}`
}

function alertLines(status: Status, paint: Paint): string[] {
  if (status.alerts.length === 0) return []
  const lines = status.alerts.map(
    alert => ` ! ${plainText(alert.message)} ${paint.dim(`since ${agoText(alert.since, status.generatedAt)}`)}`,
  )
  return [[paint.bold('Alerts'), ...lines.map(line => paint.yellow(line))].join('\n')]
}

function percent(share: number): string {
  return `${(share * 100).toFixed(1).replace(/\.0$/, '')} %`
}

function paintByShare(text: string, share: number, paint: Paint): string {
  if (share >= 0.8) return paint.green(text)
  return share >= 0.2 ? paint.yellow(text) : paint.red(text)
}
