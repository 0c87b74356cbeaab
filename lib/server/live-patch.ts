import type { OverviewPatch } from '@/lib/contract/live'
import type { Overview } from '@/lib/contract/overview'

type Whole = 'counts' | 'health' | 'needs' | 'needCount' | 'nearest' | 'alerts'
const WHOLE: readonly Whole[] = ['counts', 'health', 'needs', 'needCount', 'nearest', 'alerts']

/** What of an overview is not as it was; news are told by whoever hears them. Pure. */
export function overviewPatch(before: Overview, after: Overview): OverviewPatch {
  const whole = WHOLE.filter(part => !isSame(before[part], after[part])).map(part => [part, after[part]])
  const patch: OverviewPatch = Object.fromEntries(whole)
  const known = new Map(before.services.map(service => [service.id, service]))
  const services = after.services.filter(service => !isSame(known.get(service.id), service))
  if (services.length > 0) patch.services = services
  const serviceIds = after.services.map(({ id }) => id)
  if (!isSame([...known.keys()], serviceIds)) patch.serviceIds = serviceIds
  const dots = Object.entries(after.dots).filter(([id, strip]) => !isSame(before.dots[id], strip))
  if (dots.length > 0) patch.dots = Object.fromEntries(dots)
  const minuteAt = new Map(before.minutes.map(minute => [minute.at, minute]))
  const minutes = after.minutes.filter(minute => !isSame(minuteAt.get(minute.at), minute))
  if (minutes.length > 0) patch.minutes = minutes
  return patch
}

/** Small plain values, made by one function: their text tells them apart. */
function isSame(one: unknown, other: unknown): boolean {
  return JSON.stringify(one) === JSON.stringify(other)
}
