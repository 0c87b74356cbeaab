import { setImmediate as nextTurn } from 'node:timers/promises'
import { problem } from '@/lib/contract/problem'
import { countOpenAlerts } from '@/lib/control/alerts'
import { talliedFacts } from '@/lib/control/overview-health'
import { bearerOf } from '@/lib/gateway/bearer'
import { isSameSecret } from '@/lib/vault/same-secret'
import { problemResponse } from '../operator-door'
import { isOwnMachine } from '../peer-address'
import { getRuntime, type Runtime } from '../runtime'
import { EXPOSITION_TYPE } from './exposition'
import { readKeyFigures } from './key-figures'
import { metricsText } from './metrics'

const DATABASE_PATIENCE_MS = 1000

/** For whoever scrapes: with the metrics token or the admin token; from this machine without one where that is set. */
export async function answerMetrics(request: Request): Promise<Response> {
  const runtime = getRuntime()
  if (!mayRead(request.headers, runtime.settings)) {
    return problemResponse(problem('sign-in-required', 'Send Authorization: Bearer with KEYWHEEL_METRICS_TOKEN.'))
  }
  const { pools, tallies, traffic, tracer, recorder, recently, startedAt, version } = runtime
  await tallies.catchUp(pools, Date.now, nextTurn)
  const keys = await readKeyFigures(pools, Date.now(), nextTurn)
  const alertsOpen = await openAlertCount(runtime)
  const now = Date.now()
  const text = metricsText({
    ...{ pools, startedAt, version, now, traffic: traffic.all(), keys },
    facts: talliedFacts(pools, tallies, recently(now).attempts, now),
    spans: tracer?.counts() ?? null,
    ...{ backlog: recorder.backlog(), alertsOpen },
  })
  return new Response(text, { headers: { 'content-type': EXPOSITION_TYPE, 'cache-control': 'no-store' } })
}

type Rights = Pick<Runtime['settings'], 'metricsToken' | 'isMetricsOpenHere' | 'adminToken' | 'authUrl'>

/** A token that is shown must be right, wherever it comes from. */
export function mayRead(headers: Headers, { metricsToken, isMetricsOpenHere, adminToken, authUrl }: Rights): boolean {
  const authorization = headers.get('authorization')
  if (authorization === null) return isMetricsOpenHere && isOwnMachine(headers, authUrl)
  const given = bearerOf(authorization) ?? ''
  return [metricsToken, adminToken].some(token => token !== null && isSameSecret(given, token))
}

async function openAlertCount({ store }: Runtime): Promise<number | null> {
  const tired = new Promise<null>(resolve => setTimeout(resolve, DATABASE_PATIENCE_MS, null).unref())
  return Promise.race([countOpenAlerts(store), tired]).catch(() => null)
}
