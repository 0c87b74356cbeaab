import { expect, test } from 'vitest'
import { bulkActionSchema } from '@/lib/contract/key-edit'
import { sharesInputSchema } from '@/lib/contract/shares'
import { sharesOf } from './bulk-actions'
import { bulkSettingsOf, EMPTY_SETTINGS, wrongFields } from './bulk-values'

test('empty fields change nothing', () => {
  expect(bulkSettingsOf(EMPTY_SETTINGS)).toBeNull()
  expect(wrongFields(EMPTY_SETTINGS)).toEqual([])
})

test('what is typed becomes a change that the server accepts', () => {
  const typed = { priority: ' 3 ', weight: '2,5', account: ' org ', dailyLimit: '500', minuteLimit: 'x' }
  const settings = bulkSettingsOf({ ...EMPTY_SETTINGS, ...typed, withoutLimit: ['minuteLimit'], addLabels: ['prod'] })
  expect(settings).toEqual({
    ...{ priority: 3, weight: 2.5, account: 'org', dailyLimit: 500, minuteLimit: null, addLabels: ['prod'] },
  })
  expect(bulkActionSchema.safeParse({ kind: 'change', settings }).success).toBe(true)
})

test.each([
  ['priority', '0', 'wantedPriority'],
  ['priority', '999', 'wantedPriority'],
  ['weight', '0', 'wantedWeight'],
  ['weight', 'heavy', 'wantedWeight'],
  ['dailyLimit', '1.5', 'wantedLimit'],
  ['concurrencyLimit', '-1', 'wantedLimit'],
] as const)('%s cannot be %j', (field, typed, wanted) => {
  const values = { ...EMPTY_SETTINGS, [field]: typed }
  expect(wrongFields(values)).toEqual([{ field, wanted }])
  expect(bulkSettingsOf(values)).toBeNull()
})

test('every action can be asked about before it is done', () => {
  const ask = (action: Parameters<typeof sharesOf>[2]) => sharesInputSchema.parse(sharesOf('groq', ['k1'], action)).keys
  expect(ask({ kind: 'pause' })).toMatchObject([{ keyIds: ['k1'], takesPart: 'out' }])
  expect(ask({ kind: 'enable' })).toMatchObject([{ takesPart: 'in' }])
  expect(ask({ kind: 'change', settings: { priority: 2, addLabels: ['x'] } })).toEqual([
    { keyIds: ['k1'], settings: { priority: 2 } },
  ])
})
