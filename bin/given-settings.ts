import type { z } from 'zod'
import { describeIssues } from '@/lib/contract/sentence'
import { BadInput } from './trouble'

/** How a setting is read from its text, and what it is once cleared. */
export type GivenSetting = { field: string; read(text: string): unknown; cleared: unknown }

/**
 * `daily-limit=5` → `{ dailyLimit: 5 }`, each checked under the name that was typed.
 * @throws BadInput
 */
export function readGivenSettings(
  given: readonly string[],
  settings: ReadonlyMap<string, GivenSetting>,
  schema: z.ZodType,
): Record<string, unknown> {
  const read = new Map<string, unknown>()
  for (const each of given) {
    const [, name = '', value = ''] = /^([A-Za-z-]+)=(.*)$/s.exec(each) ?? []
    const known = [...settings.keys()]
    if (name === '') throw new BadInput([`"${each}": wanted name=value, such as ${known[1]}=2`])
    const setting = settings.get(name)
    if (!setting) throw new BadInput([`"${name}" is not a setting (known: ${known.join(', ')})`])
    if (read.has(setting.field)) throw new BadInput([`${name}: was given twice`])
    read.set(setting.field, readSetting(name, setting, value.trim(), schema))
  }
  return Object.fromEntries(read)
}

function readSetting(name: string, { field, read, cleared }: GivenSetting, text: string, schema: z.ZodType): unknown {
  const value = text === '' || text === 'none' ? cleared : read(text)
  const checked = schema.safeParse({ [field]: value })
  if (checked.success) return value
  throw new BadInput([describeIssues(checked.error).replace(field, name)])
}
