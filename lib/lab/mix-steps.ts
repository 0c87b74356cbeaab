import { type FaultMix, MIXES, type MixStep } from '@/lib/simulator/mix'
import type { SimulatedService } from '@/lib/simulator/vocabulary'

/** What may be chosen to go wrong. */
export const REHEARSED_MIXES: readonly FaultMix[] = Object.values(MIXES)

/** What of a mix happens to a service: its own part, or, where it has none, that of the first service that has one. */
export function stepsFor({ steps }: Pick<FaultMix, 'steps'>, service: SimulatedService): MixStep[] {
  const model = steps.some(step => step.service === service) ? service : steps[0]?.service
  return steps.filter(step => step.service === model).map(step => ({ ...step, service }))
}
