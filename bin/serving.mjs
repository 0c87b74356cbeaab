import { createServer } from 'node:net'
import { join } from 'node:path'
import { config } from 'dotenv'

const EXIT_FAILED = 1
const EXIT_BAD_SETTINGS = 2

/** Reads `.env` beside package.json; what the environment already says stands. */
export function loadDotEnv() {
  config({ path: join(process.cwd(), '.env'), quiet: true })
}

/** Serves in this process until a signal ends it. Settings come from the environment. */
export async function serve() {
  const { host, port, gatewayHost, gatewayPort } = await requireSettings()
  await requireFreePort('PORT', port, host)
  await requireFreePort('GATEWAY_PORT', gatewayPort, gatewayHost)
  Object.assign(process.env, {
    NODE_ENV: 'production',
    // Our own handlers drain the gateway and flush the recorder; Next would exit at once.
    NEXT_MANUAL_SIG_HANDLE: 'true',
    NEXT_TELEMETRY_DISABLED: '1',
    // The environment is complete: Next must not read `.env` files by rules of its own.
    __NEXT_PROCESSED_ENV: 'true',
    NEXTAUTH_URL: process.env.NEXTAUTH_URL || `http://localhost:${port}`,
  })
  const { nextStart } = (await import('next/dist/cli/next-start.js')).default
  await nextStart({ hostname: host, port }, process.cwd())
}

/** The settings; where some are wrong, ends the process with a line for each. */
async function requireSettings() {
  const { startSettings } = await import('../dist/start-settings.js')
  const answer = startSettings()
  if ('settings' in answer) return answer.settings
  fail(answer.problems, EXIT_BAD_SETTINGS)
}

/** Ends the process with one sentence when the port cannot be listened on. */
async function requireFreePort(name, port, host) {
  const code = await tryListening(port, host)
  if (code === null) return
  if (code === 'EADDRINUSE') {
    fail([`${name}: port ${port} on ${host} is in use; stop what listens there, or set ${name}`], EXIT_FAILED)
  }
  if (code === 'EACCES') {
    fail([`${name}: this account may not listen on port ${port}; set ${name} above 1023`], EXIT_FAILED)
  }
  fail([`${name}: cannot listen on ${host}:${port} (${code})`], EXIT_FAILED)
}

function tryListening(port, host) {
  return new Promise(resolve => {
    const server = createServer()
    server.once('error', error => resolve(error.code ?? error.message))
    server.listen({ port, host, exclusive: true }, () => server.close(() => resolve(null)))
  })
}

function fail(sentences, exitCode) {
  for (const sentence of sentences) console.error(`keywheel: ${sentence}`)
  process.exit(exitCode)
}
