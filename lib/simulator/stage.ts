import { FaultBook } from './fault-book'
import { KeyRing } from './key-ring'
import { Ledger } from './ledger'
import { Limits } from './limits'
import { Mailbox } from './mailbox'
import { Reader } from './read-asked'
import type { Asked } from './upstream'
import { DEFAULT_REPLY, type SimulatorOptions } from './vocabulary'

const MINUTE_MS = 60_000
const DAY_MS = 86_400_000
const LOG_LIMIT = 10_000
const BODY_LIMIT_BYTES = 32 * 1024 * 1024

/** Everything one simulator remembers. */
export type Stage = {
  keys: KeyRing
  limits: Limits
  faults: FaultBook
  ledger: Ledger
  mailbox: Mailbox
  reader: Reader
  /** Answers made before, by the reading they answer. */
  prepared: WeakMap<Asked, string>
  minuteMs: number
  dayMs: number
  bodyLimitBytes: number
  now: () => number
}

export function setStage(options: SimulatorOptions): Stage {
  const minuteMs = options.minuteMs ?? MINUTE_MS
  const dayMs = options.dayMs ?? DAY_MS
  return {
    keys: new KeyRing(options.keys ?? [], options.acceptAnyKey ?? false),
    limits: new Limits(minuteMs, dayMs),
    faults: new FaultBook(),
    ledger: new Ledger(options.logLimit ?? LOG_LIMIT),
    mailbox: new Mailbox(),
    reader: new Reader({ ...DEFAULT_REPLY, ...options.reply }),
    prepared: new WeakMap(),
    minuteMs,
    dayMs,
    bodyLimitBytes: options.bodyLimitBytes ?? BODY_LIMIT_BYTES,
    now: options.now ?? Date.now,
  }
}
