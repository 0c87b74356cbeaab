import type { Engine } from './engine'

/** What a person reads when the server has started: where to go, which keys were found, what to do next. */
export function bannerLines(
  engine: Engine,
  gateway: { host: string; port: number },
  facts: { setupCode: string | null; adminMade: string | null; strays: readonly string[] },
): string[] {
  const { settings, envProblems } = engine
  const dashboard = originOf(settings.host, settings.port)
  const origin = originOf(gateway.host, gateway.port)
  const found = foundKeys(engine)
  return [
    '',
    'Keywheel is ready.',
    `  Dashboard  ${dashboard}`,
    `  Gateway    ${origin}   (swap an SDK's origin: ${origin}/groq/openai/v1)`,
    '',
    ...(found.length > 0 ? ['Keys', ...found] : [NO_KEYS]),
    ...envProblems.map(({ name, text }) => `  ! ${name} ${text}`),
    ...facts.strays.map(line => `  ! ${line}`),
    '',
    ...nextSteps(engine, facts),
    '',
  ]
}

/** The same of a gateway by itself. */
export function gatewayLines(engine: Engine, gateway: { host: string; port: number }): string[] {
  const origin = originOf(gateway.host, gateway.port)
  const found = foundKeys(engine)
  return [
    '',
    'The gateway is ready.',
    `  Gateway    ${origin}   (swap an SDK's origin: ${origin}/groq/openai/v1)`,
    '',
    ...(found.length > 0
      ? ['Keys', ...found]
      : ['No keys yet: add them in the dashboard, or run: npx keywheel keys add']),
    ...engine.envProblems.map(({ name, text }) => `  ! ${name} ${text}`),
    '',
  ]
}

function foundKeys({ services, pools }: Engine): string[] {
  return services.all().flatMap(({ id, label }) => {
    const count = pools.keyCount(id)
    if (count === 0) return []
    const keys = pools
      .firstKeysOf(id, KEYS_SHOWN)
      .map(({ masked, source }) => `${masked}${source === 'env' ? '' : ' (vault)'}`)
    return [`  ${label.padEnd(10)} ${countOf(count)}  ${listed(keys, count)}`]
  })
}

const NO_KEYS =
  'No keys yet: set GROQ_API_KEY, GROQ_API_KEY_2, … and start again, or run: npx keywheel keys add (see --help)'
const KEYS_SHOWN = 10

function nextSteps(engine: Engine, { setupCode, adminMade }: { setupCode: string | null; adminMade: string | null }) {
  const { settings, callers } = engine
  const lines: string[] = []
  if (setupCode !== null) lines.push(`First sign-in: open the dashboard and enter the setup code  ${setupCode}`)
  if (adminMade !== null) lines.push(`The first admin is ${adminMade} (from KEYWHEEL_ADMIN_EMAIL).`)
  if (!callers.hasAny())
    lines.push('Client token: run  npx keywheel tokens create my-app  and use it as your SDK’s API key.')
  else if (settings.clientToken !== null)
    lines.push('Client token: KEYWHEEL_CLIENT_TOKEN is what your SDK shows as its API key.')
  return lines
}

function listed(keys: readonly string[], count: number): string {
  const shown = keys.join('  ')
  return count > keys.length ? `${shown}  and ${count - keys.length} more` : shown
}

function countOf(count: number): string {
  return `${count} key${count === 1 ? ' ' : 's'}`
}

/** Where a person on this machine finds what listens on this host and port. */
function originOf(host: string, port: number): string {
  return `http://${shownHost(host)}:${port}`
}

/** What a person types into a browser. */
function shownHost(host: string): string {
  if (host === '127.0.0.1' || host === '::1' || host === '0.0.0.0' || host === '::') return 'localhost'
  return host.includes(':') ? `[${host}]` : host
}
