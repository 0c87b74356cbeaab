import { expect, test } from 'vitest'
import { describeServiceSchema } from '@/lib/contract/service'
import { descriptionOf, ownFieldOf, valuesOfDescription } from './own-service-values'

const ACME = describeServiceSchema.parse({
  ...{ id: 'acme', label: 'Acme', origin: 'https://api.acme.example', probePath: '/v1/me' },
  auth: { header: 'x-acme-key', prefix: '' },
  policy: { dayZone: 'Asia/Baku', maxAttempts: 3 },
  rules: [{ name: 'day', status: [429], means: { outcome: 'quota-exhausted' } }],
  safePosts: ['/v1/search'],
})

test('a description survives its form, with what the form does not show', () => {
  expect(describeServiceSchema.parse(descriptionOf(valuesOfDescription(ACME), ACME))).toEqual(ACME)
})

test('a new one speaks OpenAI’s dialect until it says otherwise', () => {
  const values = { ...valuesOfDescription(undefined), id: 'acme', label: 'Acme', origin: 'https://a.example/' }
  expect(describeServiceSchema.parse(descriptionOf(values, undefined))).toMatchObject({
    ...{ id: 'acme', origin: 'https://a.example', auth: { header: 'authorization', prefix: 'Bearer ' } },
  })
})

test('what is wrong is said at its field', () => {
  const values = { ...valuesOfDescription(ACME), origin: 'nowhere', authHeader: 'host', dayZone: 'Mars' }
  const { error } = describeServiceSchema.safeParse(descriptionOf(values, ACME))
  const paths = error?.issues.map(({ path }) => ownFieldOf(path.filter(part => typeof part !== 'symbol')))
  expect(paths?.toSorted()).toEqual(['authHeader', 'dayZone', 'origin'])
})
