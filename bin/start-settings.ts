import { readEnvironment, readSettings, type Settings, SettingsError } from '@/lib/server/env'

export type StartSettings = { settings: Settings } | { problems: readonly string[] }

/** The settings of `npm start`, or all that is wrong with them, before anything is opened. */
export function startSettings(): StartSettings {
  try {
    return { settings: readSettings(readEnvironment()) }
  } catch (error) {
    if (error instanceof SettingsError) return { problems: error.problems }
    throw error
  }
}
