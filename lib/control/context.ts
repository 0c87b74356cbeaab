import type { z } from 'zod'
import type { ServiceDefinition } from '@/lib/catalog/service'
import type { Examination } from '@/lib/contract/key-test'
import type { Said } from '@/lib/contract/said'
import { fieldIssues } from '@/lib/contract/said'
import { describeIssues } from '@/lib/contract/sentence'
import type { Instant, KeyId, ServiceId } from '@/lib/engine/vocabulary'
import type { Pools } from '@/lib/rotation/pools'
import type { AlertChannel } from '@/lib/store/alert-channels'
import type { Store } from '@/lib/store/session'
import type { MasterKey } from '@/lib/vault/master-key'
import { ControlError } from './control-error'
import type { HistoryOf } from './outlook'
import type { RecentAttempts } from './pool-facts'
import type { TallyMemory } from './tally-memory'
import type { Recently } from './traffic'

const ROLES = ['viewer', 'admin'] as const
/** An admin may do what a viewer may, and change things. */
export type Role = (typeof ROLES)[number]

/** Who acts. `id` is what the audit names: an operator's id, `admin-token`, or `cli`. */
export type Operator = { id: string; role: Role; via: 'session' | 'admin-token' | 'cli' }

/** The running server's side of a change. */
export type Live = {
  pools: Pools
  /** Applies the changes that stand in the database and were not applied yet; resolves when the pools show them. */
  pickUp(): Promise<void>
  /** Each service's attempts of the last hour, from memory. */
  recentAttempts(now: Instant): RecentAttempts
  /** The same with how they ended, how callers fared, and the newest lines of the live feed. */
  recently(now: Instant): Recently
  /** What was counted of each service's keys, as long as it holds; absent: nothing is remembered. */
  tallies?: TallyMemory | undefined
  /** Asks an upstream by its free probe about a secret; within seconds, and never rejects. */
  examineSecret(service: ServiceId, secret: string): Promise<Examination>
  /** The same about a key's own; `null` where this process has no secret of it. */
  examineKey(keyId: KeyId): Promise<Examination | null>
  checks: KeyChecks
  /** Sends a test on a channel, within a limit of time; `null`: it was taken. */
  tryChannel(channel: AlertChannel): Promise<Said | null>
  /** Absent: rehearsals may overlap. */
  rehearsals?: RehearsalTurns
  /** What the last days tell of how a limit is used; absent: nothing. */
  historyOf?: HistoryOf
}

/** Rehearsals take turns, for each takes a good part of a processor; `null`: the turn is another's. */
type RehearsalTurns = { take<T>(run: () => Promise<T>): Promise<{ answer: T } | null> }

/** One run over many keys by their free probes. */
export type CheckRun = {
  /** `null`: of all services. */
  service: ServiceId | null
  state: 'running' | 'done' | 'cancelled'
  startedAt: Instant
  endedAt: Instant | null
  /** `null`: the schedule. */
  startedBy: string | null
  total: number
  alive: number
  rejected: number
  unknown: number
}

/** Checks of many keys, one run at a time. */
export type KeyChecks = {
  current(): CheckRun | null
  count(service: ServiceId | null): number
  /** `null`: one runs already. */
  begin(run: { service: ServiceId | null; startedBy: string | null }): CheckRun | null
  cancel(): boolean
}

/** The world of an operator's verb. */
export type ControlContext = {
  store: Store
  masterKey: MasterKey
  /** Every service known: the catalog's, with an operator's changes, and an operator's own. */
  services: readonly ServiceDefinition[]
  /** `null` outside the server: the database is read and written directly, and a running server picks changes up. */
  live: Live | null
  operator: Operator
  now: () => Instant
  /** Says that nobody waits for the answer any more; absent: somebody does. */
  signal?: AbortSignal
}

/** An operator's verb. It checks the right itself; its input was parsed at the door. */
export type Verb<Input, Answer> = (call: { ctx: ControlContext; input: Input }) => Promise<Answer>

/** Runs a verb on an input from outside. @throws ControlError `invalid-input` with one sentence that says what and where */
export function perform<Schema extends z.ZodType, Answer>(
  verb: Verb<z.output<Schema>, Answer>,
  schema: Schema,
  ctx: ControlContext,
  input: unknown,
): Promise<Answer> {
  const parsed = schema.safeParse(input)
  if (!parsed.success) {
    const issues = fieldIssues(parsed.error)
    throw new ControlError('invalid-input', describeIssues(parsed.error), { issues })
  }
  return verb({ ctx, input: parsed.data })
}

/** @throws ControlError `not-allowed` */
export function requireRole({ operator }: ControlContext, role: Role): void {
  if (hasRole(operator, role)) return
  throw new ControlError('not-allowed', 'Only an admin may do this.', { said: { key: 'onlyAdmins' } })
}

/** What only a running server can tell or do. @throws ControlError `conflict` in a process that is none */
export function requireServer({ live }: ControlContext): Live {
  if (live) return live
  throw new ControlError('conflict', 'Only a running server can do this.', { said: { key: 'serverNeeded' } })
}

/** Whether an operator may do what the role may: an admin may do all that a viewer may. */
export function hasRole(operator: Operator, role: Role): boolean {
  return ROLES.indexOf(operator.role) >= ROLES.indexOf(role)
}
