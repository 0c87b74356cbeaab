#!/usr/bin/env node
import { join } from 'node:path'
import { config } from 'dotenv'
import { home } from './home'
import { makeProgram } from './program'
import { note } from './session'
import { troubleOf } from './trouble'

config({ path: join(home, '.env'), quiet: true })

// `keywheel status | head`: whoever reads may stop reading.
process.stdout.on('error', error => {
  if ('code' in error && error.code === 'EPIPE') process.exit(0)
  throw error
})

try {
  await makeProgram().parseAsync()
} catch (error) {
  const { lines, exitCode } = troubleOf(error)
  for (const line of lines) note(line)
  process.exitCode = exitCode
}
