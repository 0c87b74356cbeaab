import { CommanderError } from 'commander'
import { ControlError } from '@/lib/control/control-error'
import { SettingsError } from '@/lib/server/env'
import { OpenError } from '@/lib/server/open-store'

export const EXIT_DONE = 0
export const EXIT_FAILED = 1
/** What was typed, or what a file or a setting says, is wrong: nothing was done. */
export const EXIT_BAD_INPUT = 2

/** Wrong input; each line says what is wrong and where. */
export class BadInput extends Error {
  override name = 'BadInput'
  constructor(readonly lines: readonly string[]) {
    super(lines.join('\n'))
  }
}

/** What a failed command says on stderr, and its exit code. */
export function troubleOf(error: unknown): { lines: readonly string[]; exitCode: number } {
  if (error instanceof BadInput) return { lines: error.lines, exitCode: EXIT_BAD_INPUT }
  if (error instanceof SettingsError) return { lines: error.problems, exitCode: EXIT_BAD_INPUT }
  if (error instanceof CommanderError) return { lines: [], exitCode: error.exitCode === 0 ? EXIT_DONE : EXIT_BAD_INPUT }
  if (error instanceof ControlError) {
    return { lines: [error.message], exitCode: error.code === 'secret-unreadable' ? EXIT_FAILED : EXIT_BAD_INPUT }
  }
  if (error instanceof OpenError) {
    return { lines: [error.message], exitCode: error.isSettingWrong ? EXIT_BAD_INPUT : EXIT_FAILED }
  }
  return { lines: [firstLine(error)], exitCode: EXIT_FAILED }
}

/** A driver's message may run over many lines; its last one says what happened. */
function firstLine(error: unknown): string {
  const text = error instanceof Error ? error.message : String(error)
  const lines = text.split('\n').filter(line => line.trim() !== '')
  return lines.at(-1)?.trim() ?? 'failed for an unknown reason'
}
