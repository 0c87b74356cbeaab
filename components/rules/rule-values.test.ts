import { expect, test } from 'vitest'
import { rulesSchema } from '@/lib/contract/service'
import type { Rules } from '@/lib/contract/service-rules'
import { emptyRule, fieldOfIssue, ruleOfValues, valuesOfRule } from './rule-values'

const RULES: Rules = [
  { name: 'plain', status: [429], means: { outcome: 'rate-limited' } },
  {
    name: 'all',
    status: [429, 503],
    field: { path: 'errors[].reason', contains: ['a', 'b c'] },
    header: { name: 'x-limit', equals: ['day'] },
    text: ['used up'],
    means: { outcome: 'quota-exhausted', blame: 'account', window: 'day', minimumHintMs: 1500 },
  },
]

test('a rule survives the form', () => {
  for (const rule of RULES) expect(ruleOfValues(valuesOfRule(rule, 'k'))).toEqual(rule)
})

test('an empty rule wants a name, and what is wrong is said at its field', () => {
  const wrong = { ...emptyRule('k'), status: '42', fieldPath: 'a..b', fieldTexts: 'x' }
  const { error } = rulesSchema.safeParse([ruleOfValues(wrong)])
  const fields = error?.issues.map(({ path }) => fieldOfIssue(path.slice(1).filter(part => typeof part !== 'symbol')))
  expect(fields).toEqual(expect.arrayContaining(['name', 'status']))
  expect(fields?.some(field => field.startsWith('field'))).toBe(true)
  expect(rulesSchema.safeParse([ruleOfValues({ ...emptyRule('k'), name: 'x' })]).success).toBe(true)
})
