import { expect, test } from 'vitest'
import { after, NOW } from '@/components/keys/status.fixture'
import { rendered } from '@/components/layout/words.fixture'
import type { ServiceEntry } from '@/lib/contract/services'
import { CircuitState } from './circuit-state'
import { entry, NO_KEYS } from './service.fixture'
import { useVerdict } from './use-verdict'

function Verdict({ service }: { service: ServiceEntry }) {
  return useVerdict()(service, NOW)
}

const CASES: [string, Partial<ServiceEntry>][] = [
  ['No keys yet: nothing can be served.', { counts: NO_KEYS }],
  ['All 3 keys can serve.', {}],
  ['The only key can serve.', { counts: { ...NO_KEYS, all: 1, ready: 1 } }],
  [
    '2 of 3 keys can serve now. The next returns in 38 s.',
    { counts: { ...NO_KEYS, all: 3, ready: 2, resting: 1 }, nextReturnAt: after(38) },
  ],
  [
    'All 3 keys can serve. 1 rests for one model.',
    { counts: { ...NO_KEYS, all: 3, ready: 2, partly: 1 }, nextReturnAt: after(38) },
  ],
  [
    'None of 2 keys can serve now. 2 keys wait for a person.',
    { counts: { ...NO_KEYS, all: 2, out: 2 }, exhausted: true },
  ],
  [
    'For one model no key can serve now. The next returns in 5 s.',
    { counts: { ...NO_KEYS, all: 2, partly: 2 }, exhausted: true, nextReturnAt: after(5) },
  ],
  ['All 2 keys are paused: nothing can be served.', { counts: { ...NO_KEYS, all: 2, idle: 2 } }],
  [
    'The upstream is left alone (upstream error); the next try is in 4 s.',
    { circuit: { ...entry().circuit, kind: 'open', cause: 'service-error', since: after(-1), until: after(4) } },
  ],
]

test.each(CASES)('the verdict says %s', (sentence, different) => {
  expect(rendered(<Verdict service={entry(different)} />)).toContain(sentence)
})

test('the verdict is whole in Azerbaijani too, without a code word', () => {
  for (const [, different] of CASES) {
    const html = rendered(<Verdict service={entry(different)} />, 'az').replace(/<style.*?<\/style>/gs, '')
    expect(html).not.toMatch(/[{}]|service-error|verdict/)
  }
})

test('the circuit says how near it is to opening, why it is open, and for how long', () => {
  const shown = (circuit: Partial<ServiceEntry['circuit']>) =>
    rendered(<CircuitState circuit={{ ...entry().circuit, ...circuit }} now={NOW} />)
  expect(shown({})).toContain('Closed: requests go through')
  expect(shown({ failuresInRow: 3 })).toContain('Closed, 3 of 5 failures in a row')
  const open = { kind: 'open', cause: 'overloaded', since: after(-12), until: after(8), openings: 2 } as const
  expect(shown(open)).toContain('Open, next try in 8 s: upstream overloaded, opened 12 s ago, 2 times in a row')
  expect(shown({ ...open, kind: 'half-open', until: null })).toContain('one trial at a time')
})
