import { z } from 'zod'
import type { Instant } from '@/lib/engine/vocabulary'
import type { RawSession, Session } from './session'
import { exchangeSetting, readSetting, saveSetting } from './settings'

/** What one of all processes does for the others. `watching`: alerts and checks of keys where no dashboard runs. */
export type Duty = 'forgetting' | 'watching'

const holding = z.object({ by: z.string(), until: z.number() })

/** Takes a duty upon this process until an instant that nobody else may take it before. @returns whether it has it */
export async function claimDuty(session: RawSession, duty: Duty, forMs: number): Promise<boolean> {
  const now = session.now()
  const held = await readSetting(session, nameOf(duty), holding)
  if (held !== null && isHeld(held.until, now, forMs) && held.by !== session.writer) return false
  return exchangeSetting(session, nameOf(duty), held, { by: session.writer, until: now + forMs })
}

/** Whether it is time for work that is done once in a while, by whoever comes first. @returns whether it is this process */
export async function claimTurn(session: RawSession, duty: Duty, everyMs: number): Promise<boolean> {
  const now = session.now()
  const last = await readSetting(session, nameOf(duty), holding)
  if (last !== null && isHeld(last.until, now, everyMs)) return false
  return exchangeSetting(session, nameOf(duty), last, { by: session.writer, until: now + everyMs })
}

/** Takes it whoever has it. */
export function takeDuty(session: Session, duty: Duty, forMs: number): Promise<void> {
  return saveSetting(session, nameOf(duty), { by: session.writer, until: session.now() + forMs })
}

/** Leaves it to whoever comes next, if this process has it. */
export async function leaveDuty(session: RawSession, duty: Duty): Promise<void> {
  const held = await readSetting(session, nameOf(duty), holding)
  if (held?.by === session.writer) await exchangeSetting(session, nameOf(duty), held, { ...held, until: session.now() })
}

/** Whether some process has it now. */
export async function isDutyHeld(session: RawSession, duty: Duty, forMs: number): Promise<boolean> {
  const held = await readSetting(session, nameOf(duty), holding)
  return held !== null && isHeld(held.until, session.now(), forMs)
}

function nameOf(duty: Duty): string {
  return `duty-${duty}`
}

/** A clock that was put back holds nothing for longer than was meant. */
function isHeld(until: Instant, now: Instant, forMs: number): boolean {
  return until > now && until <= now + forMs
}
