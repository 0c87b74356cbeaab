import { jsonWorkload, leavingWorkload, slowReaderWorkload, streamWorkload, type Workload } from './cells'
import type { Loader } from './load'

export type Plan = {
  kind: string
  rounds: number
  warmUpSeconds: number
  /** How long after all load the memory is looked at once more. */
  settleMs: number
  workloads: readonly Workload[]
}

const SETTLE_MS = 5000
const SOAK_SETTLE_MS = 30_000
const SOAK_ROUND_SECONDS = 20

/** About 20 minutes with all subjects. */
export function fullPlan(loader: Loader, seconds: number, rounds: number): Plan {
  const json = [1, 64, 512].flatMap(connections =>
    ([1, 10] as const).map(size => jsonWorkload(loader, { size, connections, delayMs: 0, seconds })),
  )
  const slow = [64, 512].map(connections => jsonWorkload(loader, { size: 1, connections, delayMs: 50, seconds }))
  const streams = [
    { streams: 1, chunks: 200, paceMs: 0, seconds: 3 },
    { streams: 64, chunks: 200, paceMs: 0, seconds: 4 },
    { streams: 512, chunks: 200, paceMs: 0, seconds: 4 },
    { streams: 64, chunks: 200, paceMs: 20, seconds: 0 },
    { streams: 512, chunks: 200, paceMs: 20, seconds: 0 },
    { streams: 2000, chunks: 10, paceMs: 1000, seconds: 0 },
  ].map(streamWorkload)
  const workloads = [...json, ...slow, ...streams, slowReaderWorkload(6), leavingWorkload]
  return { kind: 'full', rounds, warmUpSeconds: 3, settleMs: SETTLE_MS, workloads }
}

/** Under two minutes with D, R and O. */
export function quickPlan(loader: Loader): Plan {
  const json = (connections: number, size: 1 | 10) =>
    jsonWorkload(loader, { size, connections, delayMs: 0, seconds: 3 })
  const workloads = [
    ...[json(64, 1), json(512, 1), json(1, 1), json(64, 10)],
    streamWorkload({ streams: 64, chunks: 200, paceMs: 0, seconds: 2 }),
    streamWorkload({ streams: 1, chunks: 200, paceMs: 0, seconds: 1 }),
  ]
  return { kind: 'quick', rounds: 2, warmUpSeconds: 1, settleMs: SETTLE_MS, workloads }
}

/** A second or two: that the harness itself works. */
export function smokePlan(loader: Loader): Plan {
  const workloads = [
    jsonWorkload(loader, { size: 1, connections: 2, delayMs: 0, seconds: 1 }),
    streamWorkload({ streams: 2, chunks: 10, paceMs: 5, seconds: 0 }),
    leavingWorkload,
  ]
  return { kind: 'smoke', rounds: 1, warmUpSeconds: 0, settleMs: 0, workloads }
}

/** Full load for so many minutes of each subject, in turns of 20 seconds, for what it takes and leaves of memory. */
export function soakPlan(loader: Loader, minutes: number): Plan {
  const workloads = [jsonWorkload(loader, { size: 1, connections: 64, delayMs: 0, seconds: SOAK_ROUND_SECONDS })]
  const rounds = Math.max(1, Math.round((minutes * 60) / SOAK_ROUND_SECONDS))
  return { kind: 'soak', rounds, warmUpSeconds: 1, settleMs: SOAK_SETTLE_MS, workloads }
}
