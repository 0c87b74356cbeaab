import { expect, test } from 'vitest'
import { ownPriceOf } from './own-price'

const prices = ['*', 'llama-*', 'llama-3.3*', 'llama-3.3-70b', 'gpt-4o'].map(model => ({ model }))

test.each([
  ['llama-3.3-70b', 'llama-3.3-70b'],
  ['llama-3.3-8b', 'llama-3.3*'],
  ['llama-4', 'llama-*'],
  ['gpt-4o-mini', '*'],
  ['gpt-4o', 'gpt-4o'],
  [null, '*'],
])('%s is priced by %s, whatever the order', (model, by) => {
  expect(ownPriceOf(prices, model)?.model).toBe(by)
  expect(ownPriceOf(prices.toReversed(), model)?.model).toBe(by)
})

test('a name is no beginning, and nothing fits nothing', () => {
  expect(ownPriceOf([{ model: 'gpt-4o' }, { model: 'llama-*' }], 'gpt-4o-mini')).toBeNull()
  expect(ownPriceOf([{ model: 'llama-*' }], null)).toBeNull()
  expect(ownPriceOf([], 'gpt-4o')).toBeNull()
})
