import type { z } from 'zod'
import type { KeyPage, KeyPageInput, KeyRow, matchingKeysInputSchema } from '@/lib/contract/key-page'
import { circuitReturnsAt } from '@/lib/engine/circuit'
import type { Candidate } from '@/lib/engine/select'
import type { Instant, KeyId, ServiceId } from '@/lib/engine/vocabulary'
import type { Pools } from '@/lib/rotation/pools'
import { type KeyHour, readKeyHours } from '@/lib/store/key-hours'
import { type KeyNotes, readAllKeyNotes, readKeyNotes } from '@/lib/store/key-notes'
import { type ControlContext, requireRole } from './context'
import { type PlacedKey, sortKeys } from './key-order'
import { keyRecent, recentSince } from './key-recent'
import { iso, isoOrNull, keyView } from './key-view'
import { offlinePools } from './offline-pools'
import { limitsEmptyAt, NO_PAST } from './outlook'
import { requireService } from './require-service'
import { countStandings, standingOf } from './standing'

/** A key of the pools with what belongs to its service. */
export type SeenKey = PlacedKey & { zone: string; circuitUntil: Instant | null }

/**
 * A page of the keys in use: live state, with what people wrote about them. A page after the last one is empty.
 * @throws ControlError `unknown-service`
 */
export async function keyPage(call: { ctx: ControlContext; input: KeyPageInput }): Promise<KeyPage> {
  const { ctx, input } = call
  const { sort, order, page, size } = input
  const now = ctx.now()
  const found = await findKeys(ctx, input, now)
  const matching = withStanding(found, input.standing)
  const shown = sortKeys(matching, sort, order === 'desc', now).slice((page - 1) * size, page * size)
  return {
    generatedAt: iso(now),
    counts: countStandings(found.map(({ standing }) => standing)),
    total: matching.length,
    page,
    size,
    keys: await rowsOf(ctx, shown, now),
  }
}

/** What `eachKey` has in memory as rows. */
const ROWS_AT_ONCE = 200

/**
 * Every key that matches, by name, a piece at a time: found and put in order once, so that each comes once, as it
 * stood then. @throws ControlError `unknown-service`
 */
export async function* eachKey(ctx: ControlContext, input: z.output<typeof matchingKeysInputSchema>) {
  const now = ctx.now()
  const sorted = await matchingByName(ctx, input, now)
  for (let at = 0; at < sorted.length; at += ROWS_AT_ONCE) {
    yield await rowsOf(ctx, sorted.slice(at, at + ROWS_AT_ONCE), now)
  }
}

/** The ids of every key that matches, by name. @throws ControlError `unknown-service` */
export async function matchingKeys(call: {
  ctx: ControlContext
  input: z.output<typeof matchingKeysInputSchema>
}): Promise<{ ids: KeyId[] }> {
  const { ctx, input } = call
  return { ids: (await matchingByName(ctx, input, ctx.now())).map(({ candidate }) => candidate.key.id) }
}

type Asked = Pick<KeyPageInput, 'service' | 'search' | 'standing'>

async function matchingByName(ctx: ControlContext, input: Asked, now: Instant): Promise<SeenKey[]> {
  return sortKeys(withStanding(await findKeys(ctx, input, now), input.standing), 'name', false, now)
}

async function findKeys(ctx: ControlContext, { service, search }: Asked, now: Instant): Promise<SeenKey[]> {
  requireRole(ctx, 'viewer')
  if (service !== undefined) requireService(ctx, service)
  const words = search.toLowerCase().split(/\s+/).filter(Boolean)
  const [pools, notes] = await Promise.all([
    ctx.live?.pools ?? offlinePools(ctx),
    words.length > 0 ? readAllKeyNotes(ctx.store) : new Map<KeyId, KeyNotes>(),
  ])
  const seen = seenKeys(pools, service, now)
  return words.length > 0 ? seen.filter(({ candidate: { key } }) => hasWords(key, notes.get(key.id), words)) : seen
}

function seenKeys(pools: Pools, only: ServiceId | undefined, now: Instant): SeenKey[] {
  const services = pools.services().filter(({ id }) => only === undefined || id === only)
  return services.flatMap(({ id, policy, state }) => {
    const circuitUntil = circuitReturnsAt(state.circuit, now)
    return pools.keysOf(id).map(candidate => {
      return { candidate, zone: policy.dayZone, circuitUntil, standing: standingOf(candidate, circuitUntil, now) }
    })
  })
}

function withStanding(keys: readonly SeenKey[], standings: KeyPageInput['standing']): readonly SeenKey[] {
  if (standings === undefined || standings.length === 0) return keys
  return keys.filter(({ standing }) => standings.includes(standing))
}

function hasWords({ name, masked, account }: Candidate['key'], notes: KeyNotes | undefined, words: readonly string[]) {
  const text = [name, masked, account ?? '', ...(notes?.labels ?? []), notes?.note ?? ''].join('\n').toLowerCase()
  return words.every(word => text.includes(word))
}

async function rowsOf(ctx: ControlContext, shown: readonly SeenKey[], now: Instant): Promise<KeyRow[]> {
  const ids = shown.map(({ candidate }) => candidate.key.id)
  const [notes, hours] = await Promise.all([
    readKeyNotes(ctx.store, ids),
    readKeyHours(ctx.store, ids, recentSince(now)),
  ])
  const unitOf = new Map(ctx.services.map(({ id, unit }) => [id, unit]))
  const exhaustedAtOf = ctx.live ? limitsEmptyAt(ctx.live.pools, ctx.live.historyOf ?? NO_PAST, now) : () => null
  return shown.map(seen => {
    const { id, service } = seen.candidate.key
    const stored = { notes: notes.get(id) ?? { labels: [], note: null }, hours: hours.get(id) ?? [] }
    const exhaustedAt = isoOrNull(exhaustedAtOf(seen.candidate, seen.zone))
    return rowOf(seen, { ...stored, exhaustedAt }, unitOf.get(service) ?? 'request', now)
  })
}

/** A key as a list shows it. */
export function rowOf(
  { candidate, zone, circuitUntil, standing }: SeenKey,
  { notes, hours, exhaustedAt }: { notes: KeyNotes; hours: readonly KeyHour[]; exhaustedAt: string | null },
  unit: KeyRow['unit'],
  now: Instant,
) {
  const { service, weight, minuteLimit, tokenMinuteLimit, concurrencyLimit, models, expiresAt } = candidate.key
  return {
    ...keyView(candidate, zone, circuitUntil, now),
    ...{ service, unit, standing, weight, minuteLimit, tokenMinuteLimit, concurrencyLimit },
    labels: [...notes.labels],
    note: notes.note,
    models: models && [...models],
    expiresAt: isoOrNull(expiresAt),
    recent: keyRecent(hours, now),
    exhaustedAt,
  }
}
