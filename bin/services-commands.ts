import { text } from 'node:stream/consumers'
import type { Command } from 'commander'
import { describeIssues } from '@/lib/contract/sentence'
import {
  changeServiceSchema,
  describeServiceSchema,
  SERVICE_SETTINGS,
  serviceSelectionSchema,
} from '@/lib/contract/service'
import { nothingSchema } from '@/lib/contract/token'
import { disableService, enableService } from '@/lib/control/service-switch'
import { changeService, describeService, forgetService, type ListedService, listServices } from '@/lib/control/services'
import { wordsTable } from './plain-table'
import { readTextFile } from './secret-input'
import { ask, isColored, note, say, sayJson, settings } from './session'
import { BadInput } from './trouble'

/** `services list|set|disable|enable|add|remove`. */
export function addServicesCommands(program: Command): void {
  const services = program.command('services').description('upstream services: how each is operated, and your own')
  services
    .command('list')
    .description('show the services with what is in force')
    .option('--json', 'as JSON, with the whole policy of each')
    .action(async ({ json }: { json?: boolean }) => {
      const answer = await ask(listServices, nothingSchema, {})
      if (json) sayJson(answer)
      else say(servicesText(answer))
    })
  addSet(services)
  addSwitch(services, 'disable', 'refuse every request for a service; its keys stay as they are', disableService)
  addSwitch(services, 'enable', 'serve it again', enableService)
  addDescribe(services)
  services
    .command('remove')
    .description('forget a service that was added; its keys must be gone')
    .argument('<service>', 'its id')
    .action(async (service: string) => {
      const answer = await ask(forgetService, serviceSelectionSchema, { service })
      say(`removed ${answer.id}`)
    })
}

function addSwitch(services: Command, name: 'disable' | 'enable', about: string, verb: typeof disableService): void {
  services
    .command(name)
    .description(about)
    .argument('<service>', 'its id')
    .action(async (service: string) => {
      const answer = await ask(verb, serviceSelectionSchema, { service }, 'may be made')
      say(`${name}d ${answer.id}`)
    })
}

function addSet(services: Command): void {
  services
    .command('set')
    .description('change how a service is operated; a running server follows at once')
    .argument('<service>', 'its id')
    .argument('<setting...>', 'name=value; name=default goes back to what the service came with')
    .addHelpText(
      'after',
      `
Settings: ${SERVICE_SETTINGS.join(', ')}. Those that end in Ms are milliseconds.

Examples:
  keywheel services set groq strategy=priority
  keywheel services set openai strategy=weighted maxWaitMs=5000 dayZone=Europe/Berlin
  keywheel services set groq strategy=default`,
    )
    .action(async (service: string, given: string[]) => {
      const answer = await ask(changeService, changeServiceSchema, { service, ...readSettings(given) }, 'may be made')
      say(`changed ${answer.id}: ${given.join(', ')}`)
      if (given.some(setting => setting.startsWith('origin=')) && settings().origins.has(answer.id)) {
        note(`the origin in the environment (KEYWHEEL_…_ORIGIN) stays in force for ${answer.id}`)
      }
    })
}

function addDescribe(services: Command): void {
  services
    .command('add')
    .description('describe an upstream that is not built in, or describe one of yours anew')
    .argument('<file>', 'a JSON object (- is standard input)')
    .addHelpText(
      'after',
      `
Fields: id, label, origin; and, where they differ from OpenAI's dialect, auth (header, prefix), probePath, policy,
rules (name; status, field, header, text; means), safePosts.

Example:
  echo '{"id":"acme","label":"Acme","origin":"https://api.acme.example"}' | keywheel services add -`,
    )
    .action(async (path: string) => {
      const name = path === '-' ? 'standard input' : path
      const content = path === '-' ? await text(process.stdin) : readTextFile(path)
      const parsed = describeServiceSchema.safeParse(parseJson(name, content))
      if (!parsed.success) throw new BadInput([`${name}: ${describeIssues(parsed.error)}`])
      const answer = await ask(describeService, describeServiceSchema, parsed.data, 'may be made')
      say(`${answer.isNew ? 'added' : 'changed'} ${answer.id}: http://<gateway>/${answer.id}/…`)
      if (answer.isNew)
        note(`give it keys with \`keywheel keys add ${answer.id}\`, or ${answer.envName} at the next start`)
    })
}

/** `strategy=priority` → `{ strategy: 'priority' }`; numbers become numbers, `default` becomes null. */
function readSettings(given: readonly string[]): Record<string, unknown> {
  const read = new Map<string, unknown>()
  for (const setting of given) {
    const [, name, value] = /^([A-Za-z]+)=(.+)$/.exec(setting) ?? []
    if (name === undefined || value === undefined) {
      throw new BadInput([`"${setting}": wanted name=value, such as strategy=priority`])
    }
    if (!SERVICE_SETTINGS.includes(name)) {
      throw new BadInput([`"${name}" is not a setting (known: ${SERVICE_SETTINGS.join(', ')})`])
    }
    if (read.has(name)) throw new BadInput([`${name}: was given twice`])
    read.set(name, value === 'default' ? null : /^\d+$/.test(value) ? Number(value) : value)
  }
  return Object.fromEntries(read)
}

function parseJson(name: string, content: string): unknown {
  try {
    return JSON.parse(content)
  } catch {
    throw new BadInput([
      `${name}: is not JSON; wanted an object such as {"id":"acme","label":"Acme","origin":"https://…"}`,
    ])
  }
}

function servicesText(services: readonly ListedService[]): string {
  const rows = services.map(({ id, origin, source, keyCount, policy, changed, isOff }) => [
    isOff ? `${id} (off)` : id,
    String(keyCount),
    policy.strategy,
    origin,
    source,
    changed.length === 0 ? '–' : changed.join(', '),
  ])
  return wordsTable(['Service', 'Keys', 'Strategy', 'Origin', 'Source', 'Changed'], rows, isColored)
}
