import type { Query, QueryClient } from '@tanstack/react-query'
import type { LiveChange, LiveHello, OverviewPatch } from '@/lib/contract/live'
import type { MinuteOutcomes, Overview } from '@/lib/contract/overview'
import { queryKeys } from './query-keys'

/**
 * How a screen becomes live. The provider in the dashboard's layout listens to the server; a screen does three things:
 *
 * 1. Its query says `meta: LIVE`: it is asked for again after every gap, whenever more changed than the feed tells, and
 *    every two seconds while the page is not live. It needs no `refetchInterval` of its own.
 * 2. What the feed tells is put in place at once: rows of `queryKeys.keyPages` (`{ keys: [{ id, … }] }`) and the overview
 *    by `applyChange` below; one shown key by `useLiveKey(initial)`; anything else by `useLiveChange(change => …)`, both of
 *    `components/live/`.
 * 3. `useLiveState()` tells whether the page is live; the badge in the frame shows it already.
 */
export const LIVE = { isLive: true } as const

/** Newer lines than the server keeps for a greeting are of no use. */
const NEWS_KEPT = 30

/** Asks again for everything live that is on the screen. */
export function askAgain(queries: QueryClient): void {
  void queries.invalidateQueries({ predicate: ({ meta }) => meta?.isLive === true })
}

/** After a gap: the overview as it is now, and the rest is asked for. */
export function applyHello(queries: QueryClient, { overview }: LiveHello): void {
  const isOther = ({ meta, queryKey }: Query) => meta?.isLive === true && queryKey[0] !== queryKeys.overview[0]
  queries.setQueryData<Overview>(queryKeys.overview, overview)
  void queries.invalidateQueries({ predicate: isOther })
}

/** Puts what changed in place in everything that was asked for before. */
export function applyChange(queries: QueryClient, change: LiveChange): void {
  queries.setQueryData<Overview>(queryKeys.overview, before => before && mergeOverview(before, change))
  if (change.keys.length === 0) return
  const changed = new Map(change.keys.map(key => [key.id, key]))
  queries.setQueriesData<{ keys: readonly { id: string }[] }>({ queryKey: queryKeys.keyPages }, page => {
    if (!page?.keys.some(({ id }) => changed.has(id))) return page
    return { ...page, keys: page.keys.map(row => ({ ...row, ...changed.get(row.id) })) }
  })
}

/** The overview with what changed of it. Pure. */
export function mergeOverview(before: Overview, { at, overview }: Pick<LiveChange, 'at' | 'overview'>): Overview {
  const { services, serviceIds, dots, minutes, news, ...whole } = overview
  return {
    ...before,
    ...whole,
    generatedAt: at,
    services: mergeServices(before.services, services ?? [], serviceIds),
    dots: { ...before.dots, ...dots },
    minutes: minutes ? mergeMinutes(before.minutes, minutes) : before.minutes,
    news: news ? mergeNews(before.news, news) : before.news,
  }
}

type Services = Overview['services']

function mergeServices(before: Services, changed: Services, ids: OverviewPatch['serviceIds']): Services {
  if (changed.length === 0 && ids === undefined) return before
  const byId = new Map([...before, ...changed].map(service => [service.id, service]))
  return (ids ?? before.map(({ id }) => id)).flatMap(id => byId.get(id) ?? [])
}

/** As many as before: a minute that is new at the end lets the oldest go. */
function mergeMinutes(before: readonly MinuteOutcomes[], changed: readonly MinuteOutcomes[]): MinuteOutcomes[] {
  const byAt = new Map([...before, ...changed].map(minute => [minute.at, minute]))
  return [...byAt.values()].sort((one, other) => one.at.localeCompare(other.at)).slice(-Math.max(before.length, 1))
}

/** A line that learnt more takes the place of its earlier self. */
function mergeNews(before: Overview['news'], fresh: Overview['news']): Overview['news'] {
  const known = new Map(before.map(line => [line.id, line]))
  const changed = new Map(fresh.map(line => [line.id, line]))
  const added = fresh.filter(({ id }) => !known.has(id))
  return [...added, ...before.map(line => changed.get(line.id) ?? line)].slice(0, NEWS_KEPT)
}
