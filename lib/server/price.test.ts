import { expect, it } from 'vitest'
import { priceOf } from './price'

it('prices an attempt by its tokens', () => {
  const million = priceOf('openai', 'gpt-4o-mini', 50_000, 0) * 20
  expect(million).toBeCloseTo(0.15, 6)
  expect(priceOf('gemini', 'gemini-2.5-flash', 1000, 1000)).toBeGreaterThan(0)
  expect(priceOf('groq', 'llama-3.3-70b-versatile', 1000, 1000)).toBeGreaterThan(0)
  expect(priceOf('anthropic', 'claude-sonnet-4-5', 1000, 1000)).toBeGreaterThan(0)
})

it('costs nothing where no price is known', () => {
  expect(priceOf('generic', 'nobody-knows-it', 1000, 1000)).toBe(0)
  expect(priceOf('resend', null, 1000, 1000)).toBe(0)
})
