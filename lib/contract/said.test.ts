import { expect, test } from 'vitest'
import { newKeySchema } from './key-import'
import { fieldIssues } from './said'

test('an issue never repeats what stands where a field was wanted', () => {
  const secret = `gsk_${'canary'.repeat(8)}`
  const { error } = newKeySchema.safeParse({ service: 'groq', name: 'one', apiKey: secret, [secret]: '' })
  const issues = error ? fieldIssues(error) : []
  expect(issues.map(({ code }) => code)).toEqual(['unrecognized_keys'])
  expect(JSON.stringify(issues)).not.toContain('canary')
})
