import type { Instant, Signal } from '@/lib/engine/vocabulary'

/** When in an attempt a fault came: before its request was written, before its answer began, or within the answer. */
export type FaultStage = 'unsent' | 'sent' | 'answering'

type TimeLimit = Extract<Signal, { kind: 'timed-out' }>['phase']

const TIME_LIMITS: ReadonlyMap<string, TimeLimit> = new Map([
  ['connect-timeout', 'connect'],
  ['idle-timeout', 'idle'],
])

/** The signal of an error that a connection or its socket raised. Only its code is kept: messages may quote bytes. */
export function signalOfError(error: Error, stage: FaultStage, model: string | null, at: Instant): Signal {
  const code = codeOf(error)
  const phase = TIME_LIMITS.get(code)
  if (phase !== undefined) return signalOfTimeLimit(phase, stage, model, at)
  if (stage === 'answering') return { kind: 'stream-cut', model, at }
  return { kind: 'unreachable', code, wasSent: stage === 'sent', model, at }
}

export function signalOfTimeLimit(phase: TimeLimit, stage: FaultStage, model: string | null, at: Instant): Signal {
  return { kind: 'timed-out', phase, wasSent: stage !== 'unsent', model, at }
}

function codeOf(error: Error): string {
  if ('code' in error && typeof error.code === 'string') return error.code
  // Several addresses tried at once fail as one AggregateError; the first tells enough.
  if (error instanceof AggregateError && error.errors[0] instanceof Error) return codeOf(error.errors[0])
  return error.name
}
