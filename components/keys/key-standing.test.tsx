import { expect, test } from 'vitest'
import { rendered } from '@/components/layout/words.fixture'
import { KEY_STATUSES, OUTCOME_KINDS } from '@/lib/engine/vocabulary'
import { KeyStanding } from './key-standing'
import { after, key, NOW, restingKey } from './status.fixture'

const text = (markup: string) => markup.replace(/<[^>]+>/g, ' ').replace(/\s+/g, ' ')

test('a resting key counts down in the language of the person', () => {
  expect(text(rendered(<KeyStanding keyStatus={restingKey('k', 245)} now={NOW} />))).toContain('4 min 05 s left')
  expect(text(rendered(<KeyStanding keyStatus={restingKey('k', 245)} now={NOW} />, 'az'))).toContain(
    '4 dəq 05 san qalıb',
  )
})

test.each(KEY_STATUSES)('no code word stands for the status %s', status => {
  const shown = text(rendered(<KeyStanding keyStatus={key({ status })} now={NOW} />, 'az'))
  expect(shown).not.toContain(status)
  expect(shown).not.toContain('standing.')
})

test.each(OUTCOME_KINDS)('no code word stands for the reason %s', reason => {
  const resting = key({ available: false, unavailable: { reason, until: after(60) } })
  const shown = text(rendered(<KeyStanding keyStatus={resting} now={NOW} />, 'az'))
  expect(shown).not.toContain(reason)
  expect(shown).not.toContain('standing.')
})
