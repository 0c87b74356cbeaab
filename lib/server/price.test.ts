import { describe, expect, it, test } from 'vitest'
import { CATALOG } from '@/lib/catalog/index'
import type { OwnPrice } from '@/lib/engine/own-price'
import { NO_USAGE, type Usage } from '@/lib/engine/vocabulary'
import { PriceBook } from './price'

const used = (fields: Partial<Usage> = {}): Usage => ({ ...NO_USAGE, tokensIn: 1000, tokensOut: 1000, ...fields })
const own = (fields: Partial<OwnPrice>): OwnPrice => ({
  ...{ service: 'groq', model: 'llama-3.3-70b-versatile', inputUsd: null, outputUsd: null },
  ...{ cachedInputUsd: null, unitUsd: null, ...fields },
})
const bookOf = (...prices: OwnPrice[]) => {
  const book = new PriceBook()
  book.replace(prices)
  return book
}

describe('a cost by the price list', () => {
  test.each([
    ['openai', 'gpt-4o-mini', 0.00075],
    ['groq', 'llama-3.3-70b-versatile', 0.00138],
    ['gemini', 'gemini-2.5-flash', 0.0028],
    ['anthropic', 'claude-sonnet-4-5', 0.018],
    ['mistral', 'mistral-small-latest', 0.0004],
    ['cohere', 'command-r-plus', 0.0125],
    ['openrouter', 'openai/gpt-4o', 0.0125],
    ['deepseek', 'deepseek-chat', 0.00137],
    ['xai', 'grok-4', 0.018],
    ['cerebras', 'llama3.1-8b', 0.0002],
    ['together', 'meta-llama/Llama-3.3-70B-Instruct-Turbo', 0.00176],
  ])('%s %s', (service, model, usd) => {
    const { costUsd, pricedBy } = bookOf().price(service, model, used(), 1)
    expect(pricedBy).toBe('list')
    expect(costUsd).toBeCloseTo(usd, 6)
  })

  it('is never one of nothing for a model that no list knows, of any service', () => {
    for (const { id } of CATALOG) {
      expect(bookOf().price(id, 'nobody-knows-it', used(), 1)).toMatchObject({ costUsd: 0, pricedBy: null })
      expect(bookOf().rateOf(id, 'nobody-knows-it')).toBeNull()
    }
  })

  it('charges what the cache had for less, and what was written into it for more', () => {
    const cost = (fields: Partial<Usage>) =>
      bookOf().price('anthropic', 'claude-sonnet-4-5', used({ tokensOut: 0, ...fields }), 1).costUsd
    expect(cost({})).toBeCloseTo(0.003, 9)
    expect(cost({ cachedIn: 1000 })).toBeCloseTo(0.0003, 9)
    expect(cost({ cacheWrittenIn: 1000 })).toBeCloseTo(0.00375, 9)
    expect(cost({ cachedIn: 500, cacheWrittenIn: 500 })).toBeCloseTo(0.002025, 9)
  })

  it('follows the list where the price rises with the length of the prompt', () => {
    const short = bookOf().price('gemini', 'gemini-2.5-pro', used({ tokensIn: 100_000, tokensOut: 0 }), 1).costUsd
    const long = bookOf().price('gemini', 'gemini-2.5-pro', used({ tokensIn: 300_000, tokensOut: 0 }), 1).costUsd
    expect(long).toBeGreaterThan(3 * short)
  })

  it('takes counts that contradict each other for what they can be, in long prompts too', () => {
    const long = used({ tokensIn: 150_000, tokensOut: 0 })
    const cost = (fields: Partial<Usage>) =>
      bookOf().price('anthropic', 'claude-sonnet-4-5', { ...long, ...fields }, 1).costUsd
    expect(cost({ cachedIn: 200_000, cacheWrittenIn: 1000 })).toBeCloseTo(cost({ cachedIn: 150_000 }), 9)
    expect(cost({ cachedIn: 100_000, cacheWrittenIn: 100_000 })).toBeCloseTo(
      cost({ cachedIn: 100_000, cacheWrittenIn: 50_000 }),
      9,
    )
  })

  it('is by the flat rate where the list cannot make anything of the counts', () => {
    const odd = used({ tokensIn: 150_000, tokensOut: 1000, cachedIn: -1 })
    expect(bookOf().price('anthropic', 'claude-sonnet-4-5', odd, 1)).toMatchObject({ pricedBy: 'list' })
    expect(bookOf().price('anthropic', 'claude-sonnet-4-5', odd, 1).costUsd).toBeCloseTo(0.465, 3)
  })

  it('is none for an attempt that used nothing', () => {
    expect(bookOf().price('openai', 'gpt-4o-mini', NO_USAGE, 1)).toMatchObject({ costUsd: 0, pricedBy: null })
  })
})

describe('an upstream’s own word on what it charged', () => {
  it('comes before the list, with or without a price there', () => {
    const stated = used({ statedUsd: 0.42 })
    for (const model of ['openai/gpt-4o', 'nobody-knows-it'])
      expect(bookOf().price('openrouter', model, stated, 1)).toMatchObject({ costUsd: 0.42, pricedBy: 'upstream' })
  })

  it('that did not come, because its caller left, is taken for a dear one', () => {
    const left = bookOf().price('openrouter', 'nobody-knows-it', used({ isEstimated: true }), 1)
    expect(left).toMatchObject({ costUsd: 0.025, pricedBy: null, isEstimated: true })
  })

  it('is believed when it says nothing was charged', () => {
    const free = bookOf().price('openrouter', 'some/model:free', used({ statedUsd: 0 }), 1)
    expect(free).toMatchObject({ costUsd: 0, pricedBy: 'upstream' })
  })
})

describe('a price of the operator’s own', () => {
  it('comes before the list and the upstream’s word', () => {
    const book = bookOf(own({ inputUsd: 2, outputUsd: 4 }))
    const read = used({ statedUsd: 9 })
    expect(book.price('groq', 'llama-3.3-70b-versatile', read, 1)).toMatchObject({ costUsd: 0.006, pricedBy: 'own' })
    expect(book.price('groq', 'llama-3.1-8b-instant', used(), 1).pricedBy).toBe('list')
  })

  it('of nothing is a price: free, not unpriced', () => {
    const book = bookOf(own({ service: 'my-llm', model: '*', inputUsd: 0, outputUsd: 0 }))
    expect(book.price('my-llm', 'anything', used(), 1)).toMatchObject({ costUsd: 0, pricedBy: 'own' })
    expect(book.price('my-llm', null, used(), 1)).toMatchObject({ costUsd: 0, pricedBy: 'own' })
  })

  it('has one for cached input, or takes that for input like other', () => {
    const read = used({ tokensOut: 0, cachedIn: 1000 })
    const cost = (cachedInputUsd: number | null) =>
      bookOf(own({ inputUsd: 2, outputUsd: 4, cachedInputUsd })).price('groq', 'llama-3.3-70b-versatile', read, 1)
    expect(cost(0.5).costUsd).toBeCloseTo(0.0005, 12)
    expect(cost(null).costUsd).toBeCloseTo(0.002, 12)
  })

  it('for each recipient is paid for those that were served', () => {
    const book = bookOf(own({ service: 'resend', model: '*', unitUsd: 0.5 }))
    expect(book.price('resend', null, NO_USAGE, 3)).toMatchObject({ costUsd: 1.5, pricedBy: 'own' })
    expect(book.price('resend', null, NO_USAGE, 0)).toMatchObject({ costUsd: 0, pricedBy: null })
  })

  it('holds from the next attempt when it is changed, and the list again when it is gone', () => {
    const book = bookOf()
    const cost = () => book.price('groq', 'llama-3.3-70b-versatile', used(), 1)
    const listed = cost().costUsd
    book.replace([own({ inputUsd: 1, outputUsd: 0 })])
    expect(cost().costUsd).toBeCloseTo(0.001, 12)
    book.replace([])
    expect(cost()).toMatchObject({ costUsd: listed, pricedBy: 'list' })
  })
})

it('remembers no more names than a caller may make up', () => {
  const book = bookOf(own({ model: 'real', inputUsd: 1, outputUsd: 1 }))
  for (let count = 0; count < 2000; count += 1) book.price('groq', `made-up-${count}`, used(), 1)
  expect(book.price('groq', 'real', used(), 1).pricedBy).toBe('own')
})
