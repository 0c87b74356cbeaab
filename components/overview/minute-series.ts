import type { MinuteOutcomes, Overview } from '@/lib/contract/overview'
import { GROUP_OF_OUTCOME, type OutcomeGroup, type Usage } from '@/lib/contract/usage'

const MINUTE_MS = 60_000

/** The overview's last hour as the charts draw a series. A minute in which nobody counted is a gap. */
export function minuteSeries({ minutes, generatedAt }: Pick<Overview, 'minutes' | 'generatedAt'>): Usage {
  const lastAt = Date.parse(minutes.at(-1)?.at ?? generatedAt)
  return {
    grain: 'minute',
    zone: 'UTC',
    from: minutes[0]?.at ?? generatedAt,
    to: new Date(lastAt + MINUTE_MS).toISOString(),
    generatedAt,
    buckets: minutes.map(bucketOf),
  }
}

function bucketOf({ at, outcomes: counted }: MinuteOutcomes): Usage['buckets'][number] {
  const outcomes = groupsOf(counted ?? {})
  const attempts = Object.values(outcomes).reduce((sum, count) => sum + count, 0)
  const unsaid = { units: 0, tokensIn: 0, tokensOut: 0, costUsd: 0, firstByte: null, total: null }
  return { at, isGap: counted === null, attempts, outcomes, ...unsaid }
}

function groupsOf(counted: NonNullable<MinuteOutcomes['outcomes']>): Record<OutcomeGroup, number> {
  const sums = { answered: 0, limited: 0, key: 0, service: 0, caller: 0, refused: 0 } satisfies Record<
    OutcomeGroup,
    number
  >
  for (const [outcome, group] of Object.entries(GROUP_OF_OUTCOME)) sums[group] += countOf(counted, outcome)
  return sums
}

function countOf(counted: Readonly<Record<string, number | undefined>>, outcome: string): number {
  return counted[outcome] ?? 0
}
