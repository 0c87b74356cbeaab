import { type Cleaning, cleaningSchema } from '@/lib/contract/settings'
import type { Session } from './session'
import { readSetting, saveSetting } from './settings'

const SETTING = 'cleaning'

/** The forgetting of what is too old, as it was last said. */
export function readCleaning(session: Session): Promise<Cleaning | null> {
  return readSetting(session, SETTING, cleaningSchema)
}

export function saveCleaning(session: Session, cleaning: Cleaning): Promise<void> {
  return saveSetting(session, SETTING, cleaning)
}
