import { createGemini, type Gemini } from '@/lib/ai/gemini'
import type { ServiceId } from '@/lib/engine/vocabulary'
import { type BestKey, type BestKeyOptions, getBestApiKey as leaseBestKey } from '@/lib/rotation/best-key'
import { type KeyUse, withKey as runWithKey, type WithKeyOptions } from '@/lib/rotation/with-key'
import { type Engine, openEngine } from './engine'
import { readEnvironment, readSettings } from './env'
import { openQuietLog } from './log'
import { keepTidy } from './tidying'

/**
 * What an application imports to use its keys in its own process, without the gateway. The engine is opened at the
 * first call, from this process's environment: the same settings, database and keys as `npm start`.
 */

export type { Gemini, GeminiAnswer, GeminiOptions, GeminiStream, GeminiUsage } from '@/lib/ai/gemini'
export type { BestKey, BestKeyOptions, Report } from '@/lib/rotation/best-key'
export { ExhaustedError } from '@/lib/rotation/exhausted-error'
export type { KeyUse, WithKeyOptions } from '@/lib/rotation/with-key'

/** Runs a function with the best key of a service, and with the next one while that can help (`lib/rotation/with-key`). */
export async function withKey<T>(
  service: ServiceId,
  attempt: (use: KeyUse) => T | Promise<T>,
  options?: WithKeyOptions,
): Promise<T> {
  const { ports } = await engine()
  return runWithKey(ports, service, attempt, options)
}

/** Reserves the best key for one attempt by hand; say by `report` how it went (`lib/rotation/best-key`). */
export async function getBestApiKey(service: ServiceId, options?: BestKeyOptions): Promise<BestKey> {
  const { ports } = await engine()
  return leaseBestKey(ports, service, options)
}

/** A Gemini client that changes keys by itself. */
export const gemini: Gemini = {
  generateContent: async (...asked) => createGemini((await engine()).ports).generateContent(...asked),
  generateContentStream: async (...asked) => createGemini((await engine()).ports).generateContentStream(...asked),
}

/**
 * Writes what is not written yet and closes the database. A process that ends by itself does this on its own; call it
 * before `process.exit`. A later call opens everything again.
 */
export async function closeKeywheel(): Promise<void> {
  const shared = globalThis as Shared
  const opened = shared[PLACE]
  delete shared[PLACE]
  if (opened) await (await opened).close()
}

/** Several copies of this module in one process share one engine. */
const PLACE = Symbol.for('keywheel.in-process')
type Shared = { [PLACE]?: Promise<Opened> }
type Opened = { engine: Engine; close(): Promise<void> }

async function engine(): Promise<Engine> {
  const shared = globalThis as Shared
  shared[PLACE] ??= open()
  const opening = shared[PLACE]
  try {
    return (await opening).engine
  } catch (trouble) {
    // the next call may find it mended
    if (shared[PLACE] === opening) delete shared[PLACE]
    throw trouble
  }
}

async function open(): Promise<Opened> {
  const env = readEnvironment()
  const settings = readSettings(env)
  // only what needs a person is said, unless more is asked for
  const log = openQuietLog(env.KEYWHEEL_LOG_LEVEL ? settings.logLevel : 'error')
  const opened = await openEngine(settings, env, { log, isGuest: true })
  const stopTidying = keepTidy(opened)
  const close = async () => {
    process.off('beforeExit', onExit)
    await stopTidying()
    await opened.close()
  }
  const onExit = () => void closeKeywheel()
  process.once('beforeExit', onExit)
  return { engine: opened, close }
}
