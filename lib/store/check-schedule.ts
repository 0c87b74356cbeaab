import { z } from 'zod'
import { type CheckSchedule, checkScheduleSchema, DEFAULT_CHECK_SCHEDULE } from '@/lib/contract/key-checks'
import type { Instant } from '@/lib/engine/vocabulary'
import type { Session } from './session'
import { exchangeSetting, holdSetting, readSetting, saveSetting } from './settings'

const SCHEDULE = 'key-checks'
const LAST = 'key-checks-last'

/** How often all keys are checked, as an operator said it. */
export async function readCheckSchedule(session: Session): Promise<CheckSchedule> {
  return (await readSetting(session, SCHEDULE, checkScheduleSchema)) ?? DEFAULT_CHECK_SCHEDULE
}

/** Lets nobody else change it until the transaction ends. */
export function holdCheckSchedule(session: Session): Promise<void> {
  return holdSetting(session, SCHEDULE, DEFAULT_CHECK_SCHEDULE)
}

export function saveCheckSchedule(session: Session, schedule: CheckSchedule): Promise<void> {
  return saveSetting(session, SCHEDULE, schedule)
}

/** When all keys were last checked; `null`: never. */
export function readLastCheck(session: Session): Promise<Instant | null> {
  return readSetting(session, LAST, z.number())
}

export function noteLastCheck(session: Session, at: Instant): Promise<void> {
  return saveSetting(session, LAST, at)
}

/** Notes it if nobody else did since `before` was read: of many servers one begins. @returns whether it is this one */
export function claimCheck(session: Session, before: Instant | null, at: Instant): Promise<boolean> {
  return exchangeSetting(session, LAST, before, at)
}
