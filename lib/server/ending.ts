import { SettingsError } from './env'
import type { ServerLog } from './log'
import { OpenError } from './open-store'

type Running = { log: ServerLog; stop(): Promise<void> }

/** The first signal stops a server in order, the second one at once. */
export function stopOnSignals({ log, stop }: Running): void {
  let isStopping = false
  for (const signal of ['SIGTERM', 'SIGINT'] as const) {
    process.on(signal, () => {
      if (isStopping) process.exit(1)
      isStopping = true
      log.info(`${signal}: taking no new requests, ending what is under way`)
      stop().then(
        () => log.flush(() => process.exit(0)),
        (error: unknown) => {
          console.error(`keywheel: stopping failed: ${String(error)}`)
          process.exit(1)
        },
      )
    })
  }
}

/** Ends a process that could not start: with a sentence for trouble that a person can mend. @throws any other error */
export function endAtStart(error: unknown): never {
  const sentences = sentencesOf(error)
  if (sentences === null) throw error
  for (const sentence of sentences) console.error(`keywheel: ${sentence}`)
  process.exit(error instanceof SettingsError ? 2 : 1)
}

function sentencesOf(error: unknown): readonly string[] | null {
  if (error instanceof SettingsError) return error.problems
  if (error instanceof OpenError) return [error.message]
  if (!(error instanceof Error) || !('code' in error)) return null
  if (error.code === 'EADDRINUSE')
    return ['GATEWAY_PORT: something listens there already; stop it, or set GATEWAY_PORT.']
  if (error.code === 'EACCES') return ['GATEWAY_PORT: this account may not listen there; set GATEWAY_PORT above 1023.']
  if (error.code === 'EADDRNOTAVAIL' || error.code === 'ENOTFOUND')
    return ['GATEWAY_HOST: this machine has no such address; set GATEWAY_HOST.']
  return null
}
