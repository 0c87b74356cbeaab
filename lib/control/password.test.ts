import { expect, test } from 'vitest'
import { hashPassword, verifyPassword } from './password'

test('only the right password fits a hash, however it was typed', async () => {
  const stored = await hashPassword('pass\u00e9word')
  expect(stored).not.toContain('pass')
  expect(await verifyPassword('pass\u00e9word', stored)).toBe(true)
  expect(await verifyPassword('passe\u0301word', stored)).toBe(true)
  expect(await verifyPassword('password', stored)).toBe(false)
})

test('two hashes of one password differ', async () => {
  expect(await hashPassword('same')).not.toBe(await hashPassword('same'))
})

test('a password for nobody, or for a damaged hash, is refused and costs what a real one costs', async () => {
  const stored = await hashPassword('right')
  const timed = async (hash: string | null) => {
    const startedAt = performance.now()
    expect(await verifyPassword('wrong', hash)).toBe(false)
    return performance.now() - startedAt
  }
  const realMs = await timed(stored)
  const ratios = [(await timed(null)) / realMs, (await timed('scrypt$1$1')) / realMs, (await timed('')) / realMs]
  for (const ratio of ratios) {
    expect(ratio).toBeGreaterThan(0.3)
    expect(ratio).toBeLessThan(3.5)
  }
  expect(await verifyPassword('', 'scrypt$32768$8$3$$')).toBe(false)
})
