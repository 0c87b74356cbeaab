import type {
  CheckRunView,
  CheckSchedule,
  KeyChecksQuestion,
  KeyChecksView,
  StartKeyChecks,
} from '@/lib/contract/key-checks'
import type { SettingsAnswer } from '@/lib/contract/settings'
import { HOUR_MS, type Instant } from '@/lib/engine/vocabulary'
import {
  claimCheck,
  holdCheckSchedule,
  noteLastCheck,
  readCheckSchedule,
  readLastCheck,
  saveCheckSchedule,
} from '@/lib/store/check-schedule'
import type { Store } from '@/lib/store/session'
import { inOneTransaction } from './audit-trail'
import { checkFindings } from './check-findings'
import { type CheckRun, type ControlContext, type KeyChecks, requireRole, requireServer } from './context'
import { ControlError } from './control-error'
import { iso, isoOrNull } from './key-view'
import { requireService } from './require-service'

const FINDINGS_SHOWN = 50

/** The run under way or the last one, what the keys' last checks ask a person to do, and when the next one begins. */
export async function keyChecks(call: { ctx: ControlContext; input: KeyChecksQuestion }): Promise<KeyChecksView> {
  const { ctx, input } = call
  requireRole(ctx, 'viewer')
  if (input.service !== undefined) requireService(ctx, input.service)
  const [schedule, lastAt, findings] = await Promise.all([
    readCheckSchedule(ctx.store),
    readLastCheck(ctx.store),
    checkFindings(ctx, input),
  ])
  const run = ctx.live?.checks.current() ?? null
  return {
    generatedAt: iso(ctx.now()),
    run: run && checkRunView(run),
    schedule,
    nextAt: isoOrNull(nextCheckAt(schedule, lastAt, ctx.now())),
    findings: findings.slice(0, FINDINGS_SHOWN),
    findingCount: findings.length,
  }
}

/**
 * Begins to ask every key's upstream by its free probe whether the key is alive; no quota is spent. It goes on in the
 * server, whoever looks. @throws ControlError `conflict` while another run is under way, `unknown-service`
 */
export async function startKeyChecks(call: { ctx: ControlContext; input: StartKeyChecks }): Promise<CheckRunView> {
  const { ctx, input } = call
  requireRole(ctx, 'admin')
  if (input.service !== undefined) requireService(ctx, input.service)
  const { checks } = requireServer(ctx)
  if (checks.current()?.state === 'running') throw runsAlready()
  const service = input.service ?? null
  await inOneTransaction(ctx, async session => {
    if (service === null) await noteLastCheck(session, ctx.now())
    const detail = { count: checks.count(service), ...(service !== null && { service }) }
    return { answer: null, deed: { verb: 'checkKeys', target: service ?? 'all', detail } }
  })
  // nothing is asked that is not written down
  const run = checks.begin({ service, startedBy: ctx.operator.id })
  if (run === null) throw runsAlready()
  return checkRunView(run)
}

function runsAlready(): ControlError {
  return new ControlError('conflict', 'A check of keys is under way already: cancel it first, or wait for its end.', {
    said: { key: 'checkRuns' },
  })
}

/** Ends the run under way; what it found stays. @throws ControlError `conflict` when there is none */
export async function cancelKeyChecks({ ctx }: { ctx: ControlContext; input: object }): Promise<CheckRunView> {
  requireRole(ctx, 'admin')
  const { checks } = requireServer(ctx)
  const run = checks.current()
  if (run?.state !== 'running') {
    throw new ControlError('conflict', 'No check of keys is under way.', { said: { key: 'noCheckRuns' } })
  }
  const detail = { count: run.total, ...(run.service !== null && { service: run.service }) }
  await inOneTransaction(ctx, async () => ({
    answer: null,
    deed: { verb: 'cancelKeyChecks', target: run.service ?? 'all', detail },
  }))
  checks.cancel()
  return checkRunView(run)
}

/** How often all keys are checked by themselves. */
export async function checkSchedule({ ctx }: { ctx: ControlContext; input: object }): Promise<CheckSchedule> {
  requireRole(ctx, 'viewer')
  return readCheckSchedule(ctx.store)
}

/** The same, with when the next check begins. */
export async function plannedChecks({ ctx }: { ctx: ControlContext }): Promise<SettingsAnswer['checks']> {
  requireRole(ctx, 'viewer')
  const [schedule, lastAt] = await Promise.all([readCheckSchedule(ctx.store), readLastCheck(ctx.store)])
  return { schedule, nextAt: isoOrNull(nextCheckAt(schedule, lastAt, ctx.now())) }
}

/** Checks all keys every so many hours, or no more. Where the last check is longer ago, one begins within a minute. */
export async function changeCheckSchedule(call: { ctx: ControlContext; input: CheckSchedule }): Promise<CheckSchedule> {
  const { ctx, input } = call
  requireRole(ctx, 'admin')
  return inOneTransaction(ctx, async session => {
    await holdCheckSchedule(session)
    const before = await readCheckSchedule(session)
    await saveCheckSchedule(session, input)
    return {
      answer: input,
      deed: { verb: 'changeCheckSchedule', target: 'key-checks', detail: { before, after: input } },
    }
  })
}

/** When the schedule wants the next run; in the past: now. `null`: never. */
function nextCheckAt({ everyHours }: CheckSchedule, lastAt: Instant | null, now: Instant): Instant | null {
  if (everyHours === null) return null
  return lastAt === null ? now : Math.max(now, Math.min(lastAt, now) + everyHours * HOUR_MS)
}

/** Begins the run that the schedule wants, if it is time. */
export async function beginDueChecks(store: Store, checks: KeyChecks, now: Instant): Promise<void> {
  const schedule = await readCheckSchedule(store)
  if (schedule.everyHours === null || checks.current()?.state === 'running') return
  const lastAt = await readLastCheck(store)
  const nextAt = nextCheckAt(schedule, lastAt, now)
  if (nextAt === null || nextAt > now) return
  if (await claimCheck(store, lastAt, now)) checks.begin({ service: null, startedBy: null })
}

/** What a person may know of a run. */
function checkRunView({ startedAt, endedAt, ...run }: CheckRun): CheckRunView {
  const { service, state, startedBy, total, alive, rejected, unknown } = run
  const times = { startedAt: iso(startedAt), endedAt: isoOrNull(endedAt) }
  return { service, state, ...times, startedBy, total, alive, rejected, unknown }
}
