import type { Mail } from './mailbox'

/**
 * The nouns of the simulator: real HTTP in the place of the upstreams. Read this first.
 * It decides nothing for Keywheel and shares no judgement with the engine: it is the opposite side.
 */

/** Those that sample keys and sample traffic are made for. */
export const SAMPLED_SERVICES = ['gemini', 'groq', 'resend', 'openai', 'anthropic'] as const
export type SampledService = (typeof SAMPLED_SERVICES)[number]

/** Reached under their prefix alone: `<origin>/mistral`. */
export const FURTHER_SERVICES = [
  ...(['openrouter', 'mistral', 'deepseek', 'cohere', 'xai', 'cerebras', 'together'] as const),
  ...(['sendgrid', 'mailgun'] as const),
] as const
export type FurtherService = (typeof FURTHER_SERVICES)[number]

export const SIMULATED_SERVICES = [...SAMPLED_SERVICES, ...FURTHER_SERVICES] as const
export type SimulatedService = SampledService | FurtherService

/** Answers that say no, each in its service's own form. */
export const TROUBLE_KINDS = [
  /** 429 of the minute. */
  'minute-limit',
  /** 429 of the day. */
  'day-limit',
  /** The account's money or month is used up: 402, 429 or 400, as each service says it. */
  'out-of-credit',
  /** 401; Gemini 400; Resend 403. */
  'bad-key',
  /** The account or its organisation was closed. */
  'suspended',
  /** The key was found in public and is dead; services without such words say `suspended`. */
  'leaked',
  /** The key lives but may not do this (Resend: sending only). */
  'restricted',
  'model-forbidden',
  /** 503. */
  'unavailable',
  /** 529; 503 where the service has no 529. */
  'overloaded',
  /** Groq's 498; elsewhere as `overloaded`. */
  'capacity',
  /** 500. */
  'server-error',
  /** 500, with a reason that stands in nobody's documentation. */
  'unheard-of',
  /** A 502 page of HTML from something in front of the service. */
  'bad-gateway',
  'bad-request',
  /** 413. */
  'too-large',
] as const
export type TroubleKind = (typeof TROUBLE_KINDS)[number]

/** What is told of an error that nobody has heard of. */
export const UNHEARD_OF = 'Shard 7 lost its quorum.'

/** Things that happen to a connection or a stream. */
const MISHAP_KINDS = [
  'reset-before-head',
  'stall-before-head',
  'reset-mid-stream',
  'stall-mid-stream',
  /** An error event inside a 200 stream, which then ends. */
  'stream-error',
  /** The stream ends cleanly for HTTP, but without its last events. */
  'early-end',
  /** The answer comes, after `latencyMs`. */
  'slow',
  /** The answer comes, with one header of `headerBytes`. */
  'oversized-header',
] as const
type MishapKind = (typeof MISHAP_KINDS)[number]

export const FAULT_KINDS = [...TROUBLE_KINDS, ...MISHAP_KINDS] as const
export type FaultKind = TroubleKind | MishapKind

/** What shall go wrong. The first stated fault that fits a request is taken; without `times` and `forMs` it lasts. */
export type Fault = {
  service: SimulatedService
  kind: FaultKind
  /** Only this key; absent: every key of the service. */
  secret?: string | undefined
  /** Only this model. */
  model?: string | undefined
  /** Ends after so many requests. */
  times?: number | undefined
  /** Ends after so long. */
  forMs?: number | undefined
  /** The hint in a limit's answer. Absent: what the window says; `null`: the answer carries no hint. */
  retryAfterMs?: number | null | undefined
  /** The service's own code, where one trouble has several (OpenAI: `insufficient_quota`, …). */
  code?: string | undefined
  /** Whole chunks sent before a stream's mishap; default `DEFAULT_AFTER_CHUNKS`. */
  afterChunks?: number | undefined
  /** `slow`: how much later; stalls: how long (absent: until the caller leaves). */
  latencyMs?: number | undefined
  headerBytes?: number | undefined
}
export const DEFAULT_AFTER_CHUNKS = 3
export const DEFAULT_SLOW_MS = 2_000
export const DEFAULT_HEADER_BYTES = 64 * 1024

/** One upstream credential the simulator knows. Absent limits: none. */
export type SimulatedKey = {
  service: SimulatedService
  secret: string
  /** Keys of one account share its windows; absent: the key is its own account. */
  account?: string | undefined
  perMinute?: number | undefined
  /** Requests; for senders of mail, recipients. */
  perDay?: number | undefined
  /** Absent: every model. */
  models?: readonly string[] | undefined
}

/** One request as the simulator saw it. */
export type SeenRequest = {
  /** Also in the answer's `x-simulator-serial`. */
  serial: number
  service: SimulatedService
  method: string
  /** As it came, with prefix and query. */
  path: string
  /** Lower-case names, as received. */
  headers: Readonly<Record<string, string>>
  bodyLength: number
  secret: string | null
  masked: string | null
  model: string | null
  startedAt: number
  /** `null`: no head was sent (reset, stalled, or still open). */
  status: number | null
  fault: FaultKind | null
  isStream: boolean
  /** Text chunks written, opening and closing events not counted. */
  chunkCount: number
  /** The caller left, or the connection broke, before the answer was complete. */
  isAborted: boolean
  /** When the answer was complete or its connection closed; `null` while open. */
  closedAt: number | null
}

/** How often a service answered a key with a status. `status` 0: the connection was reset or left without a head. */
export type SeenCount = {
  service: SimulatedService
  secret: string | null
  masked: string | null
  status: number
  count: number
}

/** How answers look when the prompt does not say otherwise (`prompt.ts`). */
export type ReplyShape = {
  /** Text chunks of a streamed answer. */
  chunkCount: number
  /** Characters of text in each chunk. */
  chunkChars: number
  /** Between two chunks; 0 is as fast as the reader takes them. */
  paceMs: number
  /** Characters of text in a plain answer. */
  answerChars: number
  /** Before the head. */
  latencyMs: number
}
export const DEFAULT_REPLY: ReplyShape = { chunkCount: 20, chunkChars: 24, paceMs: 0, answerChars: 640, latencyMs: 0 }

export type SimulatorOptions = {
  host?: string | undefined
  /** 0 takes a free one. */
  port?: number | undefined
  keys?: readonly SimulatedKey[] | undefined
  /** Unknown secrets work too, without limits. */
  acceptAnyKey?: boolean | undefined
  reply?: Partial<ReplyShape> | undefined
  /** How long the simulator's minute and day last, so that a demo need not wait. */
  minuteMs?: number | undefined
  dayMs?: number | undefined
  /** The newest requests kept for `seen()`; counts are never dropped. */
  logLimit?: number | undefined
  bodyLimitBytes?: number | undefined
  now?: (() => number) | undefined
}

/** What may be asked of a simulator, in this process or (`remote.ts`) over HTTP. */
export type SimulatorControl = {
  fault(fault: Fault): void
  /** All, or those of a service, or of one key. */
  clearFaults(filter?: { service?: SimulatedService | undefined; secret?: string | undefined }): void
  faults(): Fault[]
  /** Adds a key, or replaces what is known of it; its used windows stay. */
  setKey(key: SimulatedKey): void
  removeKey(key: { service: SimulatedService; secret: string }): void
  /** A fixed text for every generated answer of a service; `null` ends it. */
  setReplyText(service: SimulatedService, text: string | null): void
  seen(filter?: SeenFilter): SeenRequest[]
  counts(filter?: SeenFilter): SeenCount[]
  /** Every request that asked a service, whatever became of it. */
  total(filter?: SeenFilter): number
  /** Forgets faults, used windows, counts, texts and the log; keys stay. */
  reset(): void
}
export type SeenFilter = {
  service?: SimulatedService | undefined
  secret?: string | undefined
  status?: number | undefined
}

export type Simulator = SimulatorControl & {
  port: number
  /** The mails that the simulated senders accepted, each once. */
  mails(): Mail[]
  /** With a service: the origin that names it by prefix; without: the bare one, which guesses. */
  origin(service?: SimulatedService): string
  /** Open answers are cut. */
  close(): Promise<void>
}
