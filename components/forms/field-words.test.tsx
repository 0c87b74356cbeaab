import { expect, test } from 'vitest'
import { rendered } from '@/components/layout/words.fixture'
import { addKeySchema } from '@/lib/contract/key'
import type { Locale } from '@/lib/contract/locale'
import { useFieldWords } from './field-words'

function Checked({ input }: { input: unknown }) {
  return <output>{JSON.stringify(useFieldWords().check(addKeySchema, input))}</output>
}

function errorsOf(input: Record<string, unknown>, locale?: Locale): Record<string, string> {
  const markup = rendered(<Checked input={{ service: 'groq', apiKey: 'x'.repeat(20), ...input }} />, locale)
  const text = /<output>(.*)<\/output>/.exec(markup)?.[1] ?? ''
  return JSON.parse(text.replaceAll('&quot;', '"'))
}

test('a fit input has no errors', () => {
  expect(errorsOf({})).toEqual({})
})

test.each([
  ['apiKey', 'short', 'At least 8 characters are needed.'],
  ['apiKey', 'with a space in it', 'A key has only printable characters and no spaces.'],
  ['service', '', 'Choose a service.'],
  ['name', '', 'This is needed.'],
  ['name', 'a\u0007b', 'Control characters cannot be used here.'],
  ['priority', 0, 'Enter 1 or more.'],
  ['priority', 999, 'Enter at most 998.'],
  ['priority', 1.5, 'Enter a whole number.'],
  ['priority', '', 'Enter a number.'],
  ['weight', 0, 'Enter a number above 0.'],
  ['dailyLimit', 0, 'Enter 1 or more.'],
  ['expiresAt', 'soon', 'Enter a date such as 2027-01-31.'],
])('what is wrong with %s = %j is one sentence', (field, value, words) => {
  expect(errorsOf({ [field]: value })).toEqual({ [field]: words })
})

test('it is said in the person’s language', () => {
  expect(errorsOf({ priority: 0 }, 'az')).toEqual({ priority: '1 və ya daha böyük ədəd yazın.' })
})
