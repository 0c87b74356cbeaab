import { resolve } from 'node:path'
import { z } from 'zod'
import { PASSWORD_MIN_LENGTH } from '@/lib/contract/operator'
import { originSchema } from '@/lib/contract/service'
import type { ServiceId } from '@/lib/engine/vocabulary'
import { type OidcSettings, oidcClashes, oidcOf, oidcVariables } from './oidc-settings'
import { type TracingSettings, tracingOf, tracingVariables } from './tracing/tracing-settings'

/** The environment, as Node gives it. This file is its only reader. */
export type Environment = Readonly<Record<string, string | undefined>>

export type Settings = {
  /** Where the dashboard and the admin API listen. */
  host: string
  port: number
  gatewayHost: string
  gatewayPort: number
  /** Where callers find the gateway behind another server; `null`: at its own host and port. */
  gatewayUrl: string | null
  /** `file:` and an absolute path, or `postgresql://…`. */
  databaseUrl: string
  dataDir: string
  masterKey: string | null
  clientToken: string | null
  adminToken: string | null
  /** For whoever scrapes the metrics. */
  metricsToken: string | null
  /** Whether whoever asks from this machine itself may scrape them without a token. */
  isMetricsOpenHere: boolean
  /** Below this score `GET /api/health` fails; 0: never. */
  healthMinScore: number
  /** The first operator, made at start where there is none. */
  admin: { email: string; password: string } | null
  logLevel: (typeof LOG_LEVELS)[number]
  /** Origins an operator set in place of the catalog's. */
  origins: ReadonlyMap<ServiceId, string>
  /** `null`: nobody follows requests. */
  tracing: TracingSettings | null
  authSecret: string | null
  authUrl: string | null
  /** `null`: no single sign-on. */
  oidc: OidcSettings | null
}

const LOG_LEVELS = ['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'] as const
const ORIGIN_NAME = /^KEYWHEEL_([A-Z][A-Z0-9_]*)_ORIGIN$/
const TOKEN_MIN_LENGTH = 16
const DEFAULT_PORT = 3000
const DEFAULT_GATEWAY_PORT = 4000
const ADMIN_EMAIL = 'KEYWHEEL_ADMIN_EMAIL'
const ADMIN_PASSWORD = 'KEYWHEEL_ADMIN_PASSWORD'

/** The environment of this process. */
export function readEnvironment(): Environment {
  return process.env
}

/** One line per variable that is wrong: its name and what is wanted, never its value. */
export class SettingsError extends Error {
  override name = 'SettingsError'
  constructor(readonly problems: readonly string[]) {
    super(problems.join('\n'))
  }
}

const portNumber = z
  .int('wanted a port number, 0 to 65535')
  .min(0, 'wanted a port number, 0 to 65535')
  .max(65_535, 'wanted a port number, 0 to 65535')
const port = (fallback: number) =>
  z.coerce.number('wanted a port number, 0 to 65535').pipe(portNumber).default(fallback)
const token = z
  .string()
  .regex(/^[\x21-\x7e]+$/, 'wanted printable characters without spaces')
  .min(TOKEN_MIN_LENGTH, `wanted at least ${TOKEN_MIN_LENGTH} characters`)
const SCORE_WANTED = 'wanted a whole number from 0 to 100'
const score = z.coerce.number(SCORE_WANTED).pipe(z.int(SCORE_WANTED).min(0, SCORE_WANTED).max(100, SCORE_WANTED))
const host = z.string().regex(/^[A-Za-z0-9.:_-]+$/, 'wanted a host name or an address such as 127.0.0.1')

const variables = z.object({
  HOST: host.default('127.0.0.1'),
  PORT: port(DEFAULT_PORT),
  GATEWAY_HOST: host.default('127.0.0.1'),
  GATEWAY_PORT: port(DEFAULT_GATEWAY_PORT),
  KEYWHEEL_GATEWAY_URL: originSchema.optional(),
  DATABASE_URL: z
    .string()
    .regex(/^(file:.|postgres(ql)?:\/\/.)/, 'wanted file:<path> or postgresql://…')
    .optional(),
  KEYWHEEL_DATA_DIR: z.string().default('data'),
  KEYWHEEL_MASTER_KEY: z.string().optional(),
  KEYWHEEL_CLIENT_TOKEN: token.optional(),
  KEYWHEEL_ADMIN_TOKEN: token.optional(),
  KEYWHEEL_METRICS_TOKEN: token.optional(),
  KEYWHEEL_METRICS_OPEN: z.literal('loopback', 'wanted loopback, or nothing').optional(),
  KEYWHEEL_HEALTH_MIN_SCORE: score.default(0),
  KEYWHEEL_ADMIN_EMAIL: z.email('wanted an e-mail address').optional(),
  KEYWHEEL_ADMIN_PASSWORD: z
    .string()
    .min(PASSWORD_MIN_LENGTH, `wanted at least ${PASSWORD_MIN_LENGTH} characters`)
    .optional(),
  KEYWHEEL_LOG_LEVEL: z.enum(LOG_LEVELS, `wanted one of ${LOG_LEVELS.join(', ')}`).default('info'),
  NEXTAUTH_SECRET: token.optional(),
  NEXTAUTH_URL: originSchema.optional(),
  ...oidcVariables,
  ...tracingVariables,
})

/** Every variable that is a setting, but for the services' origins and keys. */
export const SETTING_NAMES: readonly string[] = Object.keys(variables.shape)

/**
 * Every setting, checked, with its default. Blank variables count as absent.
 * Throws a SettingsError that names each wrong variable.
 */
export function readSettings(env: Environment = readEnvironment(), workingDir = process.cwd()): Settings {
  const present = Object.entries(env).filter(([, value]) => value !== undefined && value.trim() !== '')
  const parsed = variables.safeParse(Object.fromEntries(present))
  const { origins, problems } = readOrigins(present)
  problems.push(...clashesOf(new Map(present)))
  if (!parsed.success) throw new SettingsError([...problemLines(parsed.error), ...problems])
  if (problems.length > 0) throw new SettingsError(problems)
  return { ...settingsOf(parsed.data, workingDir), origins }
}

function settingsOf(values: z.infer<typeof variables>, workingDir: string): Omit<Settings, 'origins'> {
  const dataDir = resolve(workingDir, values.KEYWHEEL_DATA_DIR)
  const { KEYWHEEL_ADMIN_EMAIL: email, KEYWHEEL_ADMIN_PASSWORD: password } = values
  return {
    host: values.HOST,
    port: values.PORT,
    gatewayHost: values.GATEWAY_HOST,
    gatewayPort: values.GATEWAY_PORT,
    gatewayUrl: values.KEYWHEEL_GATEWAY_URL ?? null,
    databaseUrl: absoluteDatabaseUrl(values.DATABASE_URL ?? `file:${dataDir}/keywheel.db`, workingDir),
    dataDir,
    masterKey: values.KEYWHEEL_MASTER_KEY ?? null,
    clientToken: values.KEYWHEEL_CLIENT_TOKEN ?? null,
    adminToken: values.KEYWHEEL_ADMIN_TOKEN ?? null,
    metricsToken: values.KEYWHEEL_METRICS_TOKEN ?? null,
    isMetricsOpenHere: values.KEYWHEEL_METRICS_OPEN === 'loopback',
    healthMinScore: values.KEYWHEEL_HEALTH_MIN_SCORE,
    admin: email && password ? { email, password } : null,
    logLevel: values.KEYWHEEL_LOG_LEVEL,
    authSecret: values.NEXTAUTH_SECRET ?? null,
    authUrl: values.NEXTAUTH_URL ?? null,
    oidc: oidcOf(values),
    tracing: tracingOf(values),
  }
}

/** A relative file is meant from the working directory, wherever the reader of the setting later runs. */
function absoluteDatabaseUrl(url: string, workingDir: string): string {
  return url.startsWith('file:') ? `file:${resolve(workingDir, url.slice('file:'.length))}` : url
}

/** `my-llm` → `KEYWHEEL_MY_LLM_ORIGIN` */
export function originName(service: ServiceId): string {
  return `KEYWHEEL_${service.toUpperCase().replaceAll('-', '_')}_ORIGIN`
}

/** `KEYWHEEL_GROQ_ORIGIN` → `groq`; `_` in the middle of a name stands for the id's `-`. */
function readOrigins(present: [string, string | undefined][]): { origins: Map<ServiceId, string>; problems: string[] } {
  const origins = new Map<ServiceId, string>()
  const problems: string[] = []
  for (const [name, value] of present) {
    const service = ORIGIN_NAME.exec(name)?.[1]?.toLowerCase().replaceAll('_', '-')
    if (!service) continue
    const parsed = originSchema.safeParse(value)
    if (parsed.success) origins.set(service, parsed.data)
    else problems.push(`${name}: ${parsed.error.issues[0]?.message}`)
  }
  return { origins, problems }
}

/** What is wrong between variables; looked for beside what is wrong with each, so that all is said at once. */
function clashesOf(present: ReadonlyMap<string, string | undefined>): string[] {
  const problems: string[] = []
  const port = Number(present.get('PORT') ?? DEFAULT_PORT)
  const gatewayPort = Number(present.get('GATEWAY_PORT') ?? DEFAULT_GATEWAY_PORT)
  // 0 is any free port, each time another
  if (port === gatewayPort && port !== 0) {
    problems.push(`GATEWAY_PORT: wanted another port than PORT: both are ${port}`)
  }
  const isLone = (name: string, other: string) => present.has(name) && !present.has(other)
  if (isLone(ADMIN_EMAIL, ADMIN_PASSWORD)) problems.push(`${ADMIN_PASSWORD}: wanted, because ${ADMIN_EMAIL} is set`)
  if (isLone(ADMIN_PASSWORD, ADMIN_EMAIL)) problems.push(`${ADMIN_EMAIL}: wanted, because ${ADMIN_PASSWORD} is set`)
  return [...problems, ...oidcClashes(present)]
}

function problemLines(error: z.ZodError): string[] {
  return error.issues.map(issue => `${issue.path.join('.')}: ${issue.message}`)
}
