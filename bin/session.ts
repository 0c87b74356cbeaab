import pc from 'picocolors'
import type { z } from 'zod'
import { type ControlContext, perform, type Verb } from '@/lib/control/context'
import { readEnvironment, readSettings, type Settings } from '@/lib/server/env'
import { openOffline } from '@/lib/server/offline'
import { home } from './home'
import { plainText } from './plain-text'

/** Colours only where a person looks: a terminal, unless NO_COLOR (or --no-color) says otherwise. */
export const isColored = process.stdout.isTTY === true && pc.isColorSupported

/** What a command does where there is no database yet: most have nothing to work on, some make the first entry. */
export type Database = 'must exist' | 'may be made'

/** The settings of the project, from the environment and its `.env`. */
export function settings(): Settings {
  return readSettings(readEnvironment(), home)
}

/** Opens the database for one command and closes it whatever happens. Works while the server runs, and without it. */
export async function withControl<T>(database: Database, run: (ctx: ControlContext) => Promise<T>): Promise<T> {
  const { ctx, close } = await openOffline(settings(), database === 'may be made')
  try {
    return await run(ctx)
  } finally {
    await close()
  }
}

/** Runs one verb on its own. */
export function ask<Schema extends z.ZodType, Answer>(
  verb: Verb<z.output<Schema>, Answer>,
  schema: Schema,
  input: unknown,
  database: Database = 'must exist',
): Promise<Answer> {
  return withControl(database, ctx => perform(verb, schema, ctx, input))
}

export function say(text: string): void {
  process.stdout.write(`${text}\n`)
}

export function sayJson(value: unknown): void {
  say(JSON.stringify(value, null, 2))
}

/** Beside the answer: stdout stays what a script can read. */
export function note(line: string): void {
  process.stderr.write(`keywheel: ${plainText(line)}\n`)
}
