import { CONTROL_PREFIX } from './control'
import type { SeenFilter, SimulatorControl } from './vocabulary'

/** The control of a simulator in another process. */
export type RemoteSimulator = {
  [Verb in keyof SimulatorControl]: (
    ...arguments_: Parameters<SimulatorControl[Verb]>
  ) => Promise<ReturnType<SimulatorControl[Verb]>>
}

const TIME_LIMIT_MS = 10_000

/** Scripts the simulator at a bare `origin` by HTTP. Rejects when it cannot be reached or refuses the order. */
export function connectSimulator(origin: string): RemoteSimulator {
  const post = (verb: string, body?: unknown) => call<void>(origin, 'POST', verb, body)
  return {
    fault: fault => post('faults', fault),
    clearFaults: filter => post('faults/clear', filter ?? {}),
    faults: () => call(origin, 'GET', 'faults'),
    setKey: key => post('keys', key),
    removeKey: key => post('keys/remove', key),
    setReplyText: (service, text) => post('reply', { service, text }),
    seen: filter => call(origin, 'GET', `seen${query(filter)}`),
    counts: filter => call(origin, 'GET', `counts${query(filter)}`),
    total: filter => call(origin, 'GET', `total${query(filter)}`),
    reset: () => post('reset'),
  }
}

async function call<Answer>(origin: string, method: string, verb: string, body?: unknown): Promise<Answer> {
  const response = await fetch(`${origin}${CONTROL_PREFIX}${verb}`, {
    method,
    signal: AbortSignal.timeout(TIME_LIMIT_MS),
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  })
  if (!response.ok) throw new Error(`simulator: ${verb}: ${await response.text()}`)
  return asAnswer(await response.json())
}

/** True because both ends are this room: `control.ts` answers with what the verb returns. */
function asAnswer<Answer>(answer: unknown): Answer {
  return answer as Answer
}

function query(filter: SeenFilter = {}): string {
  const stated = Object.entries(filter).filter(([, value]) => value !== undefined)
  return stated.length === 0 ? '' : `?${new URLSearchParams(stated.map(([name, value]) => [name, String(value)]))}`
}
