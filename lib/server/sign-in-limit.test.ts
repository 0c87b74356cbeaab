import { expect, test } from 'vitest'
import { SIGN_IN_LIMITS, SignInLimit } from './sign-in-limit'

const { account, address } = SIGN_IN_LIMITS

function limitAt(start = 1_000_000) {
  const clock = { now: start }
  return { clock, limit: new SignInLimit(() => clock.now) }
}

test('an account takes its burst of attempts, then one for each interval', () => {
  const { clock, limit } = limitAt()
  const attempt = (number: number) => limit.take({ account: 'a@x.org', address: `10.0.0.${number}` })
  for (let number = 0; number < account.burst; number++) expect(attempt(number)).toBe(0)
  expect(attempt(99)).toBe(account.refillMs)
  clock.now += account.refillMs - 1
  expect(attempt(99)).toBe(1)
  clock.now += 1
  expect(attempt(99)).toBe(0)
  expect(attempt(99)).toBe(account.refillMs)
})

test('an address takes its burst over all accounts together', () => {
  const { limit } = limitAt()
  const attempt = (number: number) => limit.take({ account: `${number}@x.org`, address: '10.0.0.1' })
  for (let number = 0; number < address.burst; number++) expect(attempt(number)).toBe(0)
  expect(attempt(99)).toBe(address.refillMs)
  expect(limit.take({ account: '99@x.org', address: '10.0.0.2' })).toBe(0)
})

test('a refused attempt takes nothing', () => {
  const { clock, limit } = limitAt()
  for (let number = 0; number < account.burst; number++) limit.take({ account: 'a', address: 'x' })
  for (let number = 0; number < 1000; number++) expect(limit.take({ account: 'a', address: 'x' })).toBeGreaterThan(0)
  clock.now += account.refillMs
  expect(limit.take({ account: 'a', address: 'x' })).toBe(0)
})

test('a success gives an account its attempts back', () => {
  const { limit } = limitAt()
  for (let number = 0; number < account.burst; number++) limit.take({ account: 'a', address: `${number}` })
  limit.succeed('a')
  expect(limit.take({ account: 'a', address: 'z' })).toBe(0)
})

test('a flood of names is forgotten oldest first, and memory stays bounded', () => {
  const { limit } = limitAt()
  for (let number = 0; number < account.burst; number++) limit.take({ account: 'first', address: `${number}` })
  expect(limit.take({ account: 'first', address: 'z' })).toBeGreaterThan(0)
  for (let number = 0; number < 10_000; number++) limit.take({ account: `n${number}`, address: `n${number}` })
  expect(limit.take({ account: 'first', address: 'z' })).toBe(0)
})
