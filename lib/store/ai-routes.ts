import { z } from 'zod'
import { type AiRoute, type AiTaskId, aiRoutesSchema, aiTaskIdSchema } from '@/lib/contract/ai'
import type { Session } from './session'
import { holdSetting, readSetting, saveSetting } from './settings'

const SETTING = 'aiRoutes'

/** What operators chose; a task that is not named is as it came. */
export type ChosenRoutes = Partial<Record<AiTaskId, AiRoute[]>>

const chosenSchema = z.partialRecord(aiTaskIdSchema, aiRoutesSchema)

export async function readAiRoutes(session: Session): Promise<ChosenRoutes> {
  return (await readSetting<ChosenRoutes>(session, SETTING, chosenSchema)) ?? {}
}

/** The same for who changes them: nobody else does until the transaction ends. */
export async function holdAiRoutes(session: Session): Promise<ChosenRoutes> {
  await holdSetting(session, SETTING, {})
  return readAiRoutes(session)
}

export function saveAiRoutes(session: Session, chosen: ChosenRoutes): Promise<void> {
  return saveSetting(session, SETTING, chosen)
}
