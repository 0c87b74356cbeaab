import { createServer } from 'node:http'
import { answerControl, CONTROL_PREFIX } from './control'
import { serve } from './serve'
import { type Stage, setStage } from './stage'
import type { Simulator, SimulatorControl, SimulatorOptions } from './vocabulary'

/** Longer than any client keeps an idle connection, so that reuse never meets a closing socket by chance. */
const KEEP_ALIVE_MS = 120_000

/**
 * Starts one real HTTP server that plays every upstream of the catalog. Rejects when it cannot listen.
 * Other processes script it under `/__simulator/` (`remote.ts`).
 */
export async function startSimulator(options: SimulatorOptions = {}): Promise<Simulator> {
  const stage = setStage(options)
  const control = controlOf(stage)
  const server = createServer({ keepAliveTimeout: KEEP_ALIVE_MS }, (req, res) => {
    if (req.url?.startsWith(CONTROL_PREFIX)) void answerControl(control, req, res)
    else serve(stage, req, res)
  })
  const host = options.host ?? '127.0.0.1'
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(options.port ?? 0, host, resolve)
  })
  const address = server.address()
  const port = typeof address === 'object' && address ? address.port : 0
  return {
    ...control,
    port,
    mails: () => stage.mailbox.list(),
    origin: service => `http://${host}:${port}${service ? `/${service}` : ''}`,
    close: () =>
      new Promise(resolve => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}

function controlOf(stage: Stage): SimulatorControl {
  return {
    fault: fault => stage.faults.add(fault, stage.now()),
    clearFaults: filter => stage.faults.clear(filter),
    faults: () => stage.faults.list(stage.now()),
    setKey: key => {
      stage.keys.set(key)
    },
    removeKey: ({ service, secret }) => stage.keys.remove(service, secret),
    setReplyText: (service, text) => stage.reader.setText(service, text),
    seen: (filter = {}) => stage.ledger.seen(filter),
    counts: (filter = {}) => stage.ledger.counts(filter),
    total: (filter = {}) => stage.ledger.total(filter),
    reset: () => {
      stage.faults.clear()
      stage.limits.clear()
      stage.ledger.clear()
      stage.mailbox.clear()
      stage.reader.clearTexts()
    },
  }
}
