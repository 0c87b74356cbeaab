import { expect, test } from 'vitest'
import { auditQuestionSchema } from './audit'
import { auditInstants, readAuditFilters } from './audit-filters'

const NOW = Date.UTC(2026, 10, 22, 12)

test('an address is read for what it says rightly, and nothing more', () => {
  expect(readAuditFilters({ verb: 'addKey', period: 'week', x: '1' })).toEqual({ verb: 'addKey', period: 'week' })
  expect(readAuditFilters({ verb: ['a', 'b'], period: 'century', from: '22.11.2026', target: '' })).toEqual({})
})

test('whatever an address says can be asked of the server', () => {
  const filters = readAuditFilters({
    operator: 'x'.repeat(150),
    verb: 'y'.repeat(150),
    period: 'own',
    to: '9999-12-31',
  })
  const { operator, verb, target } = filters
  const asked = { operator, verb, target, ...auditInstants(filters, NOW) }
  expect(auditQuestionSchema.safeParse(asked).success).toBe(true)
})

test('a period is a span before now, and days of one’s own are whole, the last one included', () => {
  expect(auditInstants({ period: 'day' }, NOW)).toEqual({ from: '2026-11-21T12:00:00.000Z' })
  expect(auditInstants({ period: 'own', from: '2026-11-01', to: '2026-11-03' }, NOW)).toEqual({
    from: '2026-11-01T00:00:00.000Z',
    to: '2026-11-04T00:00:00.000Z',
  })
  expect(auditInstants({ period: 'own' }, NOW)).toEqual({ from: undefined, to: undefined })
  expect(auditInstants({ from: '2026-11-01' }, NOW)).toEqual({})
})
