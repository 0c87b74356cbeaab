import { expect, test } from 'vitest'
import { rendered } from '@/components/layout/words.fixture'
import { CATALOG } from '@/lib/catalog/index'
import { GENERAL_RULES } from '@/lib/engine/general-rules'
import { useRuleWords } from './rule-words'

function Rule({ rule }: { rule: string }) {
  return useRuleWords()(rule)
}
const said = (rule: string, locale: 'en' | 'az') =>
  rendered(<Rule rule={rule} />, locale).replace(/<style.*?<\/style>|<[^>]+>/gs, '')

test('every rule of ours has words of its own in Azerbaijani', () => {
  const own = CATALOG.flatMap(({ id, rules }) => rules.map(({ name }) => `${id}: ${name}`))
  const general = GENERAL_RULES.map(({ name }) => `general: ${name}`)
  const plain = ['stream cut', 'caller left', 'ended before it was sent', 'general: error instead of a stream']
  const measured = ['general: status 500', 'unreachable: ECONNRESET', 'time limit: first-byte']
  const rules = [...own, ...general, ...plain, ...measured]
  expect(rules.filter(rule => said(rule, 'az') === rule.replace(/^[a-z0-9-]+: /, ''))).toEqual([])
})

test('says what a rule means and keeps the facts in it', () => {
  expect(said('groq: per minute', 'en')).toBe('limit per minute')
  expect(said('general: status 502', 'en')).toBe('status 502 of the answer')
  expect(said('unreachable: ECONNREFUSED', 'en')).toBe('no connection (ECONNREFUSED)')
  expect(said('time limit: total', 'az')).toBe('bütün cavab həddən artıq çəkib')
})

test('a rule that an operator wrote has the name they gave it', () => {
  expect(said('acme: too many cooks', 'az')).toBe('too many cooks')
})
