import { expect, test } from 'vitest'
import { rendered } from '@/components/layout/words.fixture'
import type { Usage } from '@/lib/contract/usage'
import { OutcomeChart } from './outcome-chart'
import { Sparkline } from './sparkline'
import { UsageChart } from './usage-chart'

const AT = Date.UTC(2026, 10, 22)
const HOUR_MS = 3_600_000

function seriesOf(units: readonly (number | null)[]): Usage {
  const outcomes = (answered: number) => ({ answered, limited: 0, key: 0, service: 0, caller: 0, refused: 0 })
  const at = (index: number) => new Date(AT + index * HOUR_MS).toISOString()
  const sums = { tokensIn: 0, tokensOut: 0, costUsd: 0, firstByte: null, total: null }
  return {
    ...{ grain: 'hour', zone: 'UTC', from: at(0), to: at(units.length), generatedAt: at(units.length) },
    buckets: units.map((count, index) => ({
      ...{ at: at(index), isGap: count === null, attempts: count ?? 0, units: count ?? 0, ...sums },
      outcomes: outcomes(count ?? 0),
    })),
  }
}

test('a chart has a name, says what its colours mean, and names a gap only where there is one', () => {
  const whole = rendered(<OutcomeChart series={seriesOf([3, 4])} />)
  expect(whole).toContain('Attempts by outcome')
  expect(whole).toContain('answered')
  expect(whole).toContain('Show as table')
  expect(whole).not.toContain('no data')
  expect(rendered(<OutcomeChart series={seriesOf([3, null])} />)).toContain('no data')
})

test('an idle time is said to be idle, in the person’s language', () => {
  expect(rendered(<OutcomeChart series={seriesOf([0, 0])} />)).toContain('No requests in this time')
  expect(rendered(<OutcomeChart series={seriesOf([0, 0])} />, 'az')).toContain('Bu müddətdə sorğu olmayıb')
})

test('use without a limit says so, and a shared limit says with whom', () => {
  expect(rendered(<UsageChart series={seriesOf([1])} limit={null} />)).toContain('No daily limit is set')
  expect(rendered(<UsageChart series={seriesOf([1])} limit={9} account="team" />)).toContain('account team')
})

test('a sparkline says what it draws and draws nothing where nothing is known', () => {
  const markup = rendered(<Sparkline label="groq-1" values={[1, null, 0, 5]} />)
  expect(markup).toContain('groq-1: 6 attempts, most 5 at once')
  expect(markup.match(/<rect/g)).toHaveLength(2)
})
