import type { Cell } from './cells'

/** What one operation takes, in microseconds: the median of batches. */
export type Micro = { name: string; us: number }

/** Every round of each subject under one workload; `null`: that round failed. */
export type Series = { workload: string; fields: readonly string[]; rounds: Record<string, (Cell | null)[]> }
export type Memory = { subject: string; idleMb: number | null; loadMb: number | null; afterMb: number | null }

export type Result = {
  takenAt: string
  commit: string
  node: string
  machine: { cpu: string; cores: number; memoryGb: number; system: string; load: number }
  tools: { load: string; upstream: string }
  kind: string
  series: Series[]
  memory: Memory[]
  micro: Micro[]
  manyKeys: Cell | null
}
