import type { ServiceDefinition } from '@/lib/catalog/service'
import { secretSchema } from '@/lib/contract/key-import'
import type { ServiceId } from '@/lib/engine/vocabulary'
import type { Environment } from './env'

/** A key the environment gives; it is called by its variable, and its secret is kept nowhere else. */
export type EnvKey = { service: ServiceId; name: string; secret: string }

/** `unusual` keys are used all the same; the others are skipped. */
export type EnvProblem = {
  name: string
  kind: 'blank' | 'duplicate' | 'malformed' | 'out-of-range' | 'unusual' | 'no-service'
  text: string
}

const ENV_KEYS_MAX = 10

/** A key that is surely meant for us, though nobody said of which upstream. */
const GENERIC_NAME = 'GENERIC_API_KEY'
const NO_GENERIC =
  'is not read: say where it belongs with KEYWHEEL_GENERIC_ORIGIN, or describe the service with `keywheel services add`'

/**
 * The keys the environment gives, by numbered suffix for every service (`GROQ_API_KEY`, `GROQ_API_KEY_2` to `_10`,
 * gaps allowed), and what is odd about the rest. No problem repeats a value.
 */
export function findEnvKeys(
  env: Environment,
  catalog: readonly Pick<ServiceDefinition, 'id' | 'envName' | 'keyFormat' | 'label'>[],
): { found: EnvKey[]; problems: EnvProblem[] } {
  const found: EnvKey[] = []
  const problems: EnvProblem[] = []
  if (!catalog.some(({ envName }) => envName === GENERIC_NAME)) {
    problems.push(...envNames(env, GENERIC_NAME).map(name => ({ name, kind: 'no-service' as const, text: NO_GENERIC })))
  }
  for (const service of catalog) {
    const nameBySecret = new Map<string, string>()
    for (const name of envNames(env, service.envName)) {
      const secret = (env[name] ?? '').trim()
      const fault = faultOf(name, secret, service.envName, nameBySecret)
      if (fault) problems.push({ name, ...fault })
      else {
        nameBySecret.set(secret, name)
        found.push({ service: service.id, name, secret })
        if (!service.keyFormat.test(secret)) {
          const text = `does not look like a key of ${service.label}; it is used all the same`
          problems.push({ name, kind: 'unusual', text })
        }
      }
    }
  }
  return { found, problems }
}

/** Every variable of this name or with a number behind it, in the order of the numbers. */
function envNames(env: Environment, first: string): string[] {
  const numberOf = (name: string) => (name === first ? 1 : Number(name.slice(first.length + 1)))
  return Object.keys(env)
    .filter(name => env[name] !== undefined)
    .filter(name => name === first || (name.startsWith(`${first}_`) && /^\d+$/.test(name.slice(first.length + 1))))
    .sort((one, other) => numberOf(one) - numberOf(other))
}

function faultOf(
  name: string,
  secret: string,
  first: string,
  nameBySecret: ReadonlyMap<string, string>,
): Omit<EnvProblem, 'name'> | null {
  const isNumbered = name === first || /^([2-9]|10)$/.test(name.slice(first.length + 1))
  if (!isNumbered)
    return { kind: 'out-of-range', text: `is not read: only ${first} and ${first}_2 to _${ENV_KEYS_MAX} are` }
  if (secret === '') return { kind: 'blank', text: 'is blank and was skipped' }
  const same = nameBySecret.get(secret)
  if (same) return { kind: 'duplicate', text: `is the same key as ${same} and was skipped` }
  const parsed = secretSchema.safeParse(secret)
  if (parsed.success) return null
  return { kind: 'malformed', text: `was skipped: ${parsed.error.issues[0]?.message}` }
}
