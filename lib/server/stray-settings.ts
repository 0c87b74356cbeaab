import { CATALOG } from '@/lib/catalog/index'
import type { ServiceId } from '@/lib/engine/vocabulary'
import { type Environment, originName, SETTING_NAMES } from './env'

/** Set by our own commands, for our own commands. */
const HOME_NAME = 'KEYWHEEL_HOME'
const OURS = /^KEYWHEEL_/
/** Two slips of the finger: a letter more, less or another, or two letters in each other's place. */
const SLIPS_MAX = 2

/**
 * One line per variable that is surely meant for us and means nothing: names of no setting, and origins of no service
 * that anybody knows. A slip in a name would otherwise show only in what does not happen.
 * @param isKnown whether the service has keys, or an operator set something for it
 */
export function straySettings(
  env: Environment,
  origins: ReadonlyMap<ServiceId, string>,
  isKnown: (service: ServiceId) => boolean,
): string[] {
  const originNames = CATALOG.map(({ id }) => originName(id))
  const names = [...SETTING_NAMES, ...originNames]
  const ofOrigins = new Set([...origins.keys()].map(originName))
  const unknown = Object.entries(env)
    .filter(([name, value]) => OURS.test(name) && value !== undefined && value.trim() !== '' && name !== HOME_NAME)
    .filter(([name]) => !names.includes(name) && !ofOrigins.has(name))
    .map(([name]) => `${name} is not a setting${question(name, names)}`)
  const bare = [...origins.keys()]
    .filter(id => !CATALOG.some(service => service.id === id) && !isKnown(id))
    .map(
      id =>
        `${originName(id)} describes a service of its own, ${id}, without keys${question(originName(id), originNames)}`,
    )
  return [...unknown, ...bare]
}

function question(name: string, names: readonly string[]): string {
  const [nearest] = names
    .map(other => ({ other, slips: slipsBetween(name, other) }))
    .sort((one, other) => one.slips - other.slips)
  return nearest && nearest.slips <= SLIPS_MAX ? `; did you mean ${nearest.other}?` : ''
}

/** How many letters must be put in, left out or exchanged to turn one name into the other (Levenshtein). */
function slipsBetween(one: string, other: string): number {
  let above = Array.from({ length: other.length + 1 }, (_, index) => index)
  for (const [row, letter] of [...one].entries()) {
    const line = [row + 1]
    for (const [column, wanted] of [...other].entries()) {
      const exchanged = (above[column] ?? 0) + (letter === wanted ? 0 : 1)
      line.push(Math.min(exchanged, (above[column + 1] ?? 0) + 1, (line[column] ?? 0) + 1))
    }
    above = line
  }
  return above.at(-1) ?? 0
}
