import { expect, test } from 'vitest'
import { SIGN_IN_LIMITS, SignInLimit } from './sign-in-limit'

const { pair, account, address } = SIGN_IN_LIMITS

function limitAt(start = 1_000_000) {
  const clock = { now: start }
  return { clock, limit: new SignInLimit(() => clock.now) }
}

test('an account takes its burst of attempts from one address, then one for each interval', () => {
  const { clock, limit } = limitAt()
  const attempt = () => limit.take({ account: 'a@x.org', address: '10.0.0.1' })
  for (let number = 0; number < pair.burst; number++) expect(attempt()).toBe(0)
  expect(attempt()).toBe(pair.refillMs)
  clock.now += pair.refillMs - 1
  expect(attempt()).toBe(1)
  clock.now += 1
  expect(attempt()).toBe(0)
  expect(attempt()).toBe(pair.refillMs)
})

test('a stranger who uses up his attempts at an account does not keep its person out', () => {
  const { limit } = limitAt()
  for (let number = 0; number < 1000; number++) limit.take({ account: 'a@x.org', address: '203.0.113.9' })
  expect(limit.take({ account: 'a@x.org', address: '10.0.0.1' })).toBe(0)
})

test('an account takes a higher burst from all addresses together', () => {
  const { clock, limit } = limitAt()
  const attempt = (number: number) => limit.take({ account: 'a@x.org', address: `10.0.${number}.1` })
  for (let number = 0; number < account.burst; number++) expect(attempt(number)).toBe(0)
  expect(attempt(999)).toBe(account.refillMs)
  clock.now += account.refillMs
  expect(attempt(999)).toBe(0)
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
  for (let number = 0; number < pair.burst; number++) limit.take({ account: 'a', address: 'x' })
  for (let number = 0; number < 1000; number++) expect(limit.take({ account: 'a', address: 'x' })).toBeGreaterThan(0)
  clock.now += pair.refillMs
  expect(limit.take({ account: 'a', address: 'x' })).toBe(0)
})

test('a success gives an account its attempts from that address back, and no other', () => {
  const { limit } = limitAt()
  for (let number = 0; number < pair.burst; number++) {
    limit.take({ account: 'a', address: 'x' })
    limit.take({ account: 'a', address: 'y' })
  }
  limit.succeed({ account: 'a', address: 'x' })
  expect(limit.take({ account: 'a', address: 'x' })).toBe(0)
  expect(limit.take({ account: 'a', address: 'y' })).toBeGreaterThan(0)
})

test('a flood of names is forgotten oldest first, and memory stays bounded', () => {
  const { limit } = limitAt()
  for (let number = 0; number < pair.burst; number++) limit.take({ account: 'first', address: 'z' })
  expect(limit.take({ account: 'first', address: 'z' })).toBeGreaterThan(0)
  for (let number = 0; number < 10_000; number++) limit.take({ account: `n${number}`, address: `n${number}` })
  expect(limit.take({ account: 'first', address: 'z' })).toBe(0)
})
