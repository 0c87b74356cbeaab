import type { Asking } from '@/lib/ai/ask'
import type { Question } from '@/lib/ai/task'
import type { AiRoute } from '@/lib/contract/ai'
import type { Caller, Denial } from '@/lib/gateway/admit'
import { type Expected, tokensOf, writtenWithin } from '@/lib/gateway/answer-watch'
import { denialOfBudget } from '@/lib/gateway/budget'
import { UNSAID_TOKENS_OUT } from '@/lib/gateway/expected-use'
import type { GatewayPorts } from '@/lib/gateway/house'

/** Tasks of callers with a budget: as the gateway holds and counts their requests. */

type Call = { caller: Pick<Caller, 'id' | 'hasBudget'>; tell: Asking['tell'] }

/** Whether it will be known what an answer costs. */
export function isPriced(ports: GatewayPorts, { service, model }: AiRoute): boolean {
  if (ports.findService(service)?.statesCost === true) return true
  const { pricedBy } = ports.price?.(service, model, ONE_OF_EACH, 1) ?? {}
  return pricedBy !== null && pricedBy !== undefined
}

const ONE_OF_EACH = { tokensIn: 1, tokensOut: 1, costUsd: 0 }

export function unpricedDenial(ports: GatewayPorts, { caller }: Call, routes: readonly AiRoute[]): Denial {
  const { service: id = '', model = null } = routes[0] ?? {}
  const service = ports.findService(id) ?? { id, label: id }
  return denialOfBudget({ kind: 'unpriced' }, { service, model, caller: caller.id, units: 1 }, ports.now())
}

/** Holds what a question may cost of its caller's budget, by whichever model answers; `null`: it may be asked. */
export function holdFor(
  ports: GatewayPorts,
  { caller }: Call,
  requestId: string,
  expected: Expected,
  routes: readonly AiRoute[],
): Denial | null {
  if (caller.hasBudget !== true) return null
  const route = dearest(ports, expected, routes)
  const service = route && ports.findService(route.service)
  if (!service) return null
  const about = { service, model: route.model, caller: caller.id, units: 1 }
  const verdict = ports.holdBudget?.({ ...about, requestId, expected }) ?? null
  return verdict && denialOfBudget(verdict, about, ports.now())
}

function dearest(ports: GatewayPorts, expected: Expected, routes: readonly AiRoute[]): AiRoute | undefined {
  const use = { ...expected, costUsd: 0, isEstimated: true }
  const usdOf = ({ service, model }: AiRoute) => ports.price?.(service, model, use, 1).costUsd ?? 0
  return routes.toSorted((a, b) => usdOf(b) - usdOf(a))[0]
}

export function expectedOf({ instructions, material }: Question): Expected {
  const asked = instructions.length + JSON.stringify(material).length
  return { tokensIn: tokensOf(asked), tokensOut: UNSAID_TOKENS_OUT }
}

/** Hears how far an answer came, so that its caller pays for that if it leaves. */
export function payingFor(expected: Expected, tell: Call['tell']): Pick<Asking, 'tell' | 'usageOfLeaving'> {
  let chars = 0
  return {
    tell:
      tell &&
      (event => {
        if (event.kind === 'text') chars += event.text.length
        tell(event)
      }),
    usageOfLeaving: waitedMs => {
      const said = tokensOf(chars)
      const tokensOut = tell === null ? writtenWithin(waitedMs, expected) : said
      return { tokensIn: expected.tokensIn, tokensOut, costUsd: 0, isEstimated: true }
    },
  }
}
