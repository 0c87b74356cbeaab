import {
  DEFAULT_RANGE,
  type FacetQuestion,
  type Facets,
  REQUEST_RANGES,
  type RequestPage,
  type RequestQuestion,
  type ValueCount,
} from '@/lib/contract/requests'
import type { Instant } from '@/lib/engine/vocabulary'
import { countFacets, type FacetCount } from '@/lib/store/facets'
import type { AttemptPlace } from '@/lib/store/request-search'
import { findRequest, listRequests as listStored } from '@/lib/store/requests'
import { type ControlContext, requireRole } from './context'
import { ControlError } from './control-error'
import { readCursor, writeCursor } from './cursor'
import { iso } from './key-view'
import { keysUsed, namesFor, type RequestNames } from './request-names'
import { requestRow } from './request-row'

/** Values that a filter offers. */
const VALUES_MAX = 100

/**
 * The log: requests of which some attempt is all that was asked for, newest first, page by page. A page is made in
 * bounded time whatever is asked: where matches are rare it may be short, and says how far it looked.
 * @throws ControlError `invalid-input` for a cursor that is none, or a time that ends before it begins
 */
export async function listRequests(call: { ctx: ControlContext; input: RequestQuestion }): Promise<RequestPage> {
  const { ctx, input } = call
  requireRole(ctx, 'viewer')
  const generatedAt = iso(ctx.now())
  if (input.id !== undefined) return pageOfOne(ctx, input.id)
  const { service, key: keyId, model, caller, outcome, ending, before, limit } = input
  const filter = { service, keyId, model, caller, outcome, ending, ...timeOf(input, ctx.now()) }
  const after = before === undefined ? null : placeOf(before)
  const page = await listStored(ctx.store, filter, after, limit)
  const names = await namesFor(ctx, keysUsed(page.requests.flat()))
  return {
    generatedAt,
    requests: page.requests.map(attempts => requestRow(attempts, names)),
    next: page.next && writeCursor([page.next.startedAt, page.next.id]),
    lookedTo: page.next && page.isCutShort ? iso(page.next.startedAt) : null,
  }
}

/** How many requests of a time had which value, the most frequent first. */
export async function requestFacets(call: { ctx: ControlContext; input: FacetQuestion }): Promise<Facets> {
  const { ctx, input } = call
  requireRole(ctx, 'viewer')
  const counts = await countFacets(ctx.store, timeOf(input, ctx.now()))
  const names = await namesFor(ctx, input.key === undefined ? [] : [input.key])
  const own = input.service === undefined ? counts : counts.filter(({ service }) => service === input.service)
  const ofDimension = (dimension: string) => own.filter(count => count.dimension === dimension)
  const services = counts.filter(({ dimension }) => dimension === 'ending')
  return {
    generatedAt: iso(ctx.now()),
    service: valueCounts(services, ({ service }) => service, names.service),
    ending: valueCounts(ofDimension('ending'), ({ value }) => value),
    outcome: valueCounts(ofDimension('outcome'), ({ value }) => value),
    model: valueCounts(ofDimension('model'), ({ value }) => value),
    caller: valueCounts(ofDimension('caller'), ({ value }) => value, callerLabel(names)),
    key: input.key === undefined ? null : names.key(input.key, null),
  }
}

function valueCounts(
  counts: readonly FacetCount[],
  read: (count: FacetCount) => string,
  labelOf: (value: string) => string | null = () => null,
): ValueCount[] {
  const sums = new Map<string, number>()
  for (const count of counts) sums.set(read(count), (sums.get(read(count)) ?? 0) + count.count)
  return [...sums]
    .sort(([one, a], [other, b]) => b - a || one.localeCompare(other))
    .slice(0, VALUES_MAX)
    .map(([value, count]) => ({ value, label: labelOf(value), count }))
}

function callerLabel(names: RequestNames): (id: string) => string | null {
  return id => names.caller(id)?.name ?? null
}

async function pageOfOne(ctx: ControlContext, id: string): Promise<RequestPage> {
  const attempts = await findRequest(ctx.store, id)
  const names = await namesFor(ctx, keysUsed(attempts))
  const requests = attempts.length === 0 ? [] : [requestRow(attempts, names)]
  return { generatedAt: iso(ctx.now()), requests, next: null, lookedTo: null }
}

type Time = { range?: RequestQuestion['range']; since?: string | undefined; until?: string | undefined }

/** Instants win over the range. */
function timeOf({ range = DEFAULT_RANGE, since, until }: Time, now: Instant): { since: Instant; until: Instant } {
  const to = until === undefined ? now + 1 : Date.parse(until)
  const from = since === undefined ? to - REQUEST_RANGES[range] : Date.parse(since)
  if (from < to) return { since: from, until: to }
  throw new ControlError('invalid-input', '`until` must be later than `since`.', { said: { key: 'timeTurned' } })
}

function placeOf(cursor: string): AttemptPlace {
  const [startedAt, id] = readCursor(cursor)
  if (typeof startedAt === 'number' && Number.isSafeInteger(startedAt) && typeof id === 'string')
    return { startedAt, id }
  throw new ControlError('invalid-input', '`before` must be the `next` of another page.')
}
