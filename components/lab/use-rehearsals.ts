import { useEffect, useRef, useState } from 'react'
import { rehearse } from '@/lib/client/lab'
import type { RehearsalAnswer, RehearsalInput } from '@/lib/contract/lab'
import { strategySchema } from '@/lib/contract/service'

const STRATEGIES = strategySchema.options

export type Rehearsals = {
  /** Those that are over, in the order of the strategies. */
  answers: readonly RehearsalAnswer[]
  state: 'idle' | 'playing' | 'stopped' | 'failed' | 'done'
  error: Error | null
  /** Which one is under way. */
  playing: (typeof STRATEGIES)[number] | null
  strategyCount: number
  play(input: RehearsalInput): Promise<void>
  stop(): void
}

type Progress = Pick<Rehearsals, 'answers' | 'state' | 'error' | 'playing'>
const NOTHING: Progress = { answers: [], state: 'idle', error: null, playing: null }

/** Plays the strategies one after the other, so that each result is there as soon as it can be. */
export function useRehearsals(): Rehearsals {
  const [progress, setProgress] = useState(NOTHING)
  const leaving = useRef<AbortController | null>(null)
  // the page is left: nobody waits for the rest
  useEffect(() => () => leaving.current?.abort(), [])
  const play = async (input: RehearsalInput) => {
    leaving.current?.abort()
    const own = new AbortController()
    leaving.current = own
    const answers: RehearsalAnswer[] = []
    const tell = (change: Partial<Progress>) => {
      if (leaving.current === own) setProgress({ ...NOTHING, answers: [...answers], ...change })
    }
    try {
      for (const strategy of STRATEGIES) {
        tell({ state: 'playing', playing: strategy })
        answers.push(await rehearse({ ...input, strategy }, own.signal))
      }
      tell({ state: 'done' })
    } catch (error) {
      if (own.signal.aborted) tell({ state: 'stopped' })
      else tell({ state: 'failed', error: error instanceof Error ? error : new Error(String(error)) })
    }
  }
  const stop = () => leaving.current?.abort()
  return { ...progress, strategyCount: STRATEGIES.length, play, stop }
}
