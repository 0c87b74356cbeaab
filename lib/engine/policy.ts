import { MINUTE_MS, type Scope, SECOND_MS, type Strategy } from './vocabulary'

/** How one service is operated; an operator can change each. Durations in ms. */
export type ServicePolicy = {
  strategy: Strategy
  /** The time zone (IANA) in which the service's quota day and month turn. */
  dayZone: string
  /** `calendar`: a day's quota comes back at midnight of `dayZone`; `rolling`: only the upstream's hint tells. */
  dayWindow: 'calendar' | 'rolling'
  /** Whom a limit speaks about; without a declared account the key stands for it. */
  limitScope: Scope
  /** Rest after a rate limit without a hint. */
  rateLimitRestMs: number
  overloadRestMs: number
  maxAttempts: number
  maxServiceAttempts: number
  /** From the request's arrival to the first byte of its answer, all attempts together. */
  firstByteDeadlineMs: number
  /** The same for a call whose first byte comes only when its answer is whole: a generation that is not streamed. */
  wholeAnswerDeadlineMs: number
  /** How long a request may wait for the first key to return when all rest; 0 = answer at once. */
  maxWaitMs: number
}

/** What holds for a service whose catalog file and operator say nothing else. */
export const DEFAULT_POLICY: ServicePolicy = {
  strategy: 'score',
  dayZone: 'UTC',
  dayWindow: 'calendar',
  limitScope: 'key-model',
  rateLimitRestMs: 60 * SECOND_MS,
  overloadRestMs: 30 * SECOND_MS,
  maxAttempts: 20,
  maxServiceAttempts: 3,
  firstByteDeadlineMs: 45 * SECOND_MS,
  // as long as the official SDKs wait (openai-node and anthropic-sdk: 10 minutes)
  wholeAnswerDeadlineMs: 10 * MINUTE_MS,
  maxWaitMs: 0,
}
