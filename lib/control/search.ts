import { SEARCH_KEYS_MAX, type SearchAnswer } from '@/lib/contract/search'
import type { Candidate } from '@/lib/engine/select'
import { type ControlContext, requireRole } from './context'
import { compareText, countable } from './key-order'
import { offlinePools } from './offline-pools'
import { statusOf } from './pool-facts'

/** Keys and services by what a person remembers of them: a piece of the name, the account, or the key's last signs. */
export async function search(call: { ctx: ControlContext; input: { q: string } }): Promise<SearchAnswer> {
  const { ctx, input } = call
  requireRole(ctx, 'viewer')
  const wanted = input.q.toLowerCase()
  const pools = ctx.live?.pools ?? (await offlinePools(ctx))
  const labels = new Map(ctx.services.map(({ id, label }) => [id, label]))
  const services = pools.services().map(({ id }) => ({
    id,
    label: labels.get(id) ?? id,
    keyCount: pools.keyCount(id),
  }))
  const found = services
    .flatMap(({ id }) => pools.keysOf(id))
    .map(candidate => ({ candidate, fit: fitOf(candidate, wanted) }))
    .filter(({ fit }) => fit > 0)
    .map(found => ({ ...found, name: countable(found.candidate.key.name) }))
    .sort((one, other) => other.fit - one.fit || compareText(one.name, other.name))
    .slice(0, SEARCH_KEYS_MAX)
  return {
    services: services.filter(
      ({ id, label, keyCount }) => keyCount > 0 && (id.includes(wanted) || label.toLowerCase().includes(wanted)),
    ),
    keys: found.map(({ candidate }) => {
      const { id, name, masked, service } = candidate.key
      const status = statusOf(candidate, ctx.now())
      return { id, name, masked, service, serviceLabel: labels.get(service) ?? service, status }
    }),
  }
}

const FIT = { exact: 4, begins: 3, within: 2, elsewhere: 1, none: 0 }

function fitOf({ key }: Candidate, wanted: string): number {
  const name = key.name.toLowerCase()
  if (name === wanted || key.id === wanted) return FIT.exact
  if (name.startsWith(wanted)) return FIT.begins
  if (name.includes(wanted)) return FIT.within
  const elsewhere = [key.masked, key.account ?? '', key.service]
  return elsewhere.some(text => text.toLowerCase().includes(wanted)) ? FIT.elsewhere : FIT.none
}
