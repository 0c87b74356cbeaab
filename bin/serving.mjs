import { createServer } from 'node:net'
import { join } from 'node:path'
import { config } from 'dotenv'

const DEFAULT_PORT = '3000'
const DEFAULT_GATEWAY_PORT = '4000'
const LOOPBACK = '127.0.0.1'

/** Reads `.env` beside package.json; what the environment already says stands. */
export function loadDotEnv() {
  config({ path: join(process.cwd(), '.env'), quiet: true })
}

/** Serves in this process until a signal ends it. Settings come from the environment. */
export async function serve() {
  const host = process.env.HOST || LOOPBACK
  const port = process.env.PORT || DEFAULT_PORT
  await requireFreePort('PORT', port, host)
  await requireFreePort(
    'GATEWAY_PORT',
    process.env.GATEWAY_PORT || DEFAULT_GATEWAY_PORT,
    process.env.GATEWAY_HOST || LOOPBACK,
  )
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
  await nextStart({ hostname: host, port: Number(port) }, process.cwd())
}

/** Ends the process with one sentence when the port cannot be listened on. */
async function requireFreePort(name, text, host) {
  const port = Number(text)
  if (!Number.isInteger(port) || port < 0 || port > 65_535) fail(`${name}: wanted a port number, 0 to 65535`)
  const code = await tryListening(port, host)
  if (code === null) return
  if (code === 'EADDRINUSE') fail(`${name}: port ${port} on ${host} is in use; stop what listens there, or set ${name}`)
  if (code === 'EACCES') fail(`${name}: this account may not listen on port ${port}; set ${name} above 1023`)
  fail(`${name}: cannot listen on ${host}:${port} (${code})`)
}

function tryListening(port, host) {
  return new Promise(resolve => {
    const server = createServer()
    server.once('error', error => resolve(error.code ?? error.message))
    server.listen({ port, host, exclusive: true }, () => server.close(() => resolve(null)))
  })
}

function fail(sentence) {
  console.error(`keywheel: ${sentence}`)
  process.exit(1)
}
