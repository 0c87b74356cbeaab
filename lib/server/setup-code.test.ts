import { expect, test } from 'vitest'
import { isSetupCode, setupCode } from './setup-code'

const SECRET = 'a session secret of good length'

test('the code is the same after a restart, and another under another secret', () => {
  expect(setupCode(SECRET)).toBe(setupCode(SECRET))
  expect(setupCode(SECRET)).not.toBe(setupCode(`${SECRET}!`))
  expect(setupCode(SECRET)).toMatch(/^([2-9B-Z]{4}-){2}[2-9B-Z]{4}$/)
})

test('the code is accepted as people type it, and nothing else is', () => {
  const code = setupCode(SECRET)
  expect(isSetupCode(code, SECRET)).toBe(true)
  expect(isSetupCode(` ${code.toLowerCase().replaceAll('-', ' ')} `, SECRET)).toBe(true)
  for (const wrong of ['', '-', code.slice(1), `${code}2`, setupCode('other')]) {
    expect(isSetupCode(wrong, SECRET)).toBe(false)
  }
})
