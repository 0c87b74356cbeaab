import { useEffect, useReducer, useRef } from 'react'
import { runAiTask } from '@/lib/client/ai'
import { ProblemError } from '@/lib/client/fetch'
import type { AiAnswer, AiEvent, AiTaskId } from '@/lib/contract/ai'

type Asked = Extract<AiEvent, { kind: 'asked' }>
type Again = Extract<AiEvent, { kind: 'again' }>

/** A run of a task, from its beginning to its end. */
export type RunState =
  | { kind: 'idle' }
  | { kind: 'running'; asked: Asked | null; text: string; turns: readonly Again[] }
  | { kind: 'done'; answer: AiAnswer; turns: readonly Again[] }
  | { kind: 'failed'; error: Error; requestId: string | null }
  | { kind: 'stopped' }

type Step = { kind: 'begin' } | { kind: 'clear' } | { kind: 'broke'; error: Error } | { kind: 'stop' } | AiEvent

export type Run = {
  state: RunState
  start(task: AiTaskId, inputOf: () => Promise<object>): void
  stop(): void
  clear(): void
}

/** Runs one task at a time; leaving the page ends it. */
export function useRun(): Run {
  const [state, step] = useReducer(next, { kind: 'idle' })
  const running = useRef<AbortController | null>(null)
  useEffect(() => () => running.current?.abort(), [])
  const end = (kind: 'stop' | 'clear') => {
    running.current?.abort()
    step({ kind })
  }
  return {
    state,
    start: (task, inputOf) => {
      running.current?.abort()
      const begun = new AbortController()
      running.current = begun
      step({ kind: 'begin' })
      void follow(task, inputOf, begun.signal, step)
    },
    stop: () => end('stop'),
    clear: () => end('clear'),
  }
}

async function follow(
  task: AiTaskId,
  inputOf: () => Promise<object>,
  signal: AbortSignal,
  step: (taken: Step) => void,
) {
  const take = (taken: Step) => {
    if (!signal.aborted) step(taken)
  }
  try {
    for await (const event of runAiTask(task, await inputOf(), signal)) take(event)
    take({ kind: 'broke', error: new Error('The Keywheel server does not answer.') })
  } catch (error) {
    take({ kind: 'broke', error: error instanceof Error ? error : new Error(String(error)) })
  }
}

function next(state: RunState, step: Step): RunState {
  if (step.kind === 'begin') return { kind: 'running', asked: null, text: '', turns: [] }
  if (step.kind === 'clear') return { kind: 'idle' }
  // what comes after the end tells nothing more
  if (state.kind !== 'running') return state
  switch (step.kind) {
    case 'asked':
      return { ...state, asked: step, text: '' }
    case 'text':
      return { ...state, text: state.text + step.text }
    case 'again':
      return { ...state, text: '', turns: [...state.turns, step] }
    case 'result':
      return { kind: 'done', answer: step.answer, turns: state.turns }
    case 'problem':
      return { kind: 'failed', error: new ProblemError(step.problem), requestId: step.requestId }
    case 'broke':
      return { kind: 'failed', error: step.error, requestId: null }
    case 'stop':
      return { kind: 'stopped' }
  }
}
