import { SECRET_UNREADABLE } from '@/lib/engine/state'
import type { NoticeWords } from './words'

/** Who wrote a rule: everybody's, or the service's own. */
const SOURCE = /^[a-z0-9-]+: /
const GENERAL_STATUS = /^general: status (.+)$/

/** What the upstream said of a key, to follow a sentence; nothing where it said nothing. */
export function because({ standing, rules }: NoticeWords, reason: string | null): string {
  if (reason === null) return ''
  if (reason === SECRET_UNREADABLE) return ` (${standing('statusReason.unreadable')})`
  const [, status] = GENERAL_STATUS.exec(reason) ?? []
  const rule = status === undefined ? nameOf(rules, reason.replace(SOURCE, '')) : rules('status', { status })
  return ` (${standing('statusReason.upstream', { rule })})`
}

type Rules = NoticeWords['rules']
type Asked = Parameters<Rules>[0]
type Name = Extract<Asked, `name.${string}`>

/** A rule that an operator wrote has the operator's name. */
function nameOf(rules: Rules, name: string): string {
  const word = name
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-|-$/g, '')
  const key = `name.${word}`
  return isName(rules, key) ? rules(key) : name
}

/** The cast only asks: `has` answers for any text. */
function isName(rules: Rules, key: string): key is Name {
  return rules.has(key as Name)
}
