import pino, { type Logger } from 'pino'
import type { Attempt } from '@/lib/engine/attempt'
import type { Cooldown, Event } from '@/lib/engine/vocabulary'
import type { ResetKey } from '@/lib/rotation/deeds'

/** How many bytes of log lines are gathered before they are written; a flush at exit writes the rest. */
const LOG_BUFFER_BYTES = 4096
const LOG_FLUSH_MS = 250

export type ServerLog = Logger

const STANDARD_OUTPUT = 1
const STANDARD_ERROR = 2

/** For an application that uses us in its own process: its standard output is its own. */
export function openQuietLog(level: string): Logger {
  const base = { level, base: null, timestamp: pino.stdTimeFunctions.isoTime }
  return pino(base, pino.destination({ dest: STANDARD_ERROR, sync: true }))
}

/** JSON lines on standard output, written in batches off the request's path; readable lines on a terminal. */
export async function openLog(level: string, isTerminal: boolean): Promise<Logger> {
  const base = { level, base: null, timestamp: pino.stdTimeFunctions.isoTime }
  if (isTerminal) {
    const { default: pretty } = await import('pino-pretty')
    return pino(base, pretty({ colorize: true, sync: true, translateTime: 'HH:MM:ss', ignore: LINE_FIELDS }))
  }
  return pino(
    base,
    pino.destination({ dest: STANDARD_OUTPUT, sync: false, minLength: LOG_BUFFER_BYTES, periodicFlush: LOG_FLUSH_MS }),
  )
}

/** Fields that the sentence of a line says already. */
const LINE_FIELDS = 'requestId,service,key,model,caller,outcome,rule,status,totalMs,attempt,until'

/** What the lines need to know of the pools. */
export type PoolFacts = {
  label(service: string): string
  keyCount(service: string): number
  /** Keys that rest or are out. */
  failedCount(service: string): number
  masked(keyId: string): string
}

/** The log's three voices: each attempt, each fact of a settle, each reset. */
export class RotationLog {
  private readonly log: Logger
  private readonly facts: PoolFacts

  constructor(log: Logger, facts: PoolFacts) {
    this.log = log
    this.facts = facts
  }

  attempt(attempt: Attempt): void {
    // as a rule only troubles are logged: nothing is made of what goes well
    if (!this.log.isLevelEnabled('info')) return
    const { requestId, service, masked, model, caller, outcome, rule, status, totalMs, number } = attempt
    const fields = { requestId, service, key: masked, model, caller, outcome, rule, status, totalMs, attempt: number }
    if (attempt.outcome === 'refused') {
      const { refusal, times = 1 } = attempt
      const count = times === 1 ? '' : ` (${times} of them in a minute)`
      this.log.info(
        { ...fields, ...(times > 1 && { times }) },
        `${this.facts.label(service)} request refused: ${refusal}${count}`,
      )
      return
    }
    const count = this.facts.keyCount(service)
    const end = outcome === 'success' ? '' : `: ${outcome}`
    this.log.info(fields, `Using ${this.facts.label(service)} key ${masked} (attempt ${number}/${count})${end}`)
  }

  events(events: readonly Event[]): void {
    for (const event of events) this.event(event)
  }

  reset(keys: readonly ResetKey[]): void {
    for (const service of new Set(keys.map(key => key.service))) {
      const names = keys.filter(key => key.service === service).map(key => key.name)
      this.log.info({ service }, `${this.facts.label(service)} failed keys reset: ${names.join(', ')}`)
    }
  }

  private event(event: Event): void {
    const { service } = event
    const label = this.facts.label(service)
    switch (event.kind) {
      case 'key-rested':
        this.log.warn(
          { service, key: this.facts.masked(event.keyId), until: new Date(event.cooldown.until) },
          `${label} key ${this.facts.masked(event.keyId)} marked as failed: ${restWords(event.cooldown)}${this.failed(service)}`,
        )
        return
      case 'key-out':
        this.log.error(
          { service, key: this.facts.masked(event.keyId) },
          `${label} key ${this.facts.masked(event.keyId)} marked as failed: ${event.status} (${event.reason}), waits for a person${this.failed(service)}`,
        )
        return
      case 'key-restored':
        this.log.info({ service }, `${label} key ${this.facts.masked(event.keyId)} is back: ${event.reason}`)
        return
      case 'circuit-opened':
        this.log.error(
          { service, until: new Date(event.until) },
          `${label} itself fails (${event.cause}): its circuit is open, no key is blamed`,
        )
        return
      case 'circuit-closed':
        this.log.info({ service }, `${label} answers again: its circuit is closed`)
        return
      case 'lease-expired':
        this.log.warn(
          { service },
          `${label} key ${this.facts.masked(event.keyId)}: a lease nobody settled was taken back`,
        )
    }
  }

  private failed(service: string): string {
    return ` (${this.facts.failedCount(service)}/${this.facts.keyCount(service)} failed)`
  }
}

function restWords({ reason, model, startedAt, until }: Cooldown): string {
  const seconds = Math.ceil((until - startedAt) / 1000)
  return `${reason}${model === null ? '' : ` on ${model}`}, rests ${seconds} s`
}
