import { expect, test } from 'vitest'
import { classify } from '@/lib/engine/classify'
import { fillTrouble, UPSTREAMS } from '@/lib/simulator/serve'
import { SIMULATED_SERVICES } from '@/lib/simulator/vocabulary'
import { CATALOG } from './index'

const AT = Date.UTC(2026, 10, 22, 6)

test.each(SIMULATED_SERVICES)('a plain limit of %s is no unknown error for a person to classify', id => {
  const service = CATALOG.find(each => each.id === id)
  if (!service) throw new Error(`no service ${id}`)
  const entry = { model: 'a-model', secret: 'sk-a', serial: 1 }
  const trouble = fillTrouble({ kind: 'minute-limit', limit: 30, used: 30, now: AT }, entry, '/v1/x', AT)
  const { status, headers, body } = UPSTREAMS[id].refuse(trouble)
  const pairs = Array.from({ length: headers.length / 2 }, (_, index) => headers.slice(index * 2, index * 2 + 2))
  const signal = { kind: 'response' as const, status, headers: Object.fromEntries(pairs), body: JSON.stringify(body) }
  const outcome = classify({ ...signal, model: 'a-model', at: AT }, { ...service, isSafeToRepeat: true })
  expect({ kind: outcome.kind, isUnknown: outcome.isUnknown ?? false }).toEqual({
    kind: 'rate-limited',
    isUnknown: false,
  })
})
