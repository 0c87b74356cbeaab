import { expect, test } from 'vitest'
import { nextPath, signInPath } from './next-path'

test('a page of ours is gone to, with its query', () => {
  for (const path of ['/', '/alerts?state=resolved', '/services/groq#keys', '/keys/a%2Fb'])
    expect(nextPath(path)).toBe(path)
  expect(signInPath('/audit?verb=addKey&x=1')).toBe('/login?next=%2Faudit%3Fverb%3DaddKey%26x%3D1')
  expect(signInPath('/')).toBe('/login')
})

test('no other site is gone to, however it is written, nor back to signing in', () => {
  const others = [
    ...['https://evil.example', '//evil.example', '/\\evil.example', '\\\\evil.example', '/\t/evil.example', 'evil'],
    ...['javascript:alert(1)', '/login', '/login?next=/login', '/setup', '/api/auth/signout', '', null, undefined],
    `/${'x'.repeat(3000)}`,
  ]
  for (const path of others) expect([path, nextPath(path)]).toEqual([path, '/'])
})
