import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { z } from 'zod'
import type { About } from '@/lib/contract/settings'
import packageFacts from '@/package.json'

const manifestSchema = z.object({ version: z.string(), license: z.string().default('?') })

let known: Promise<About['packages']> | null = null

/** The packages this server is built on, with their licences, read once from where they are installed. */
export function packagesInUse(): Promise<About['packages']> {
  known ??= Promise.all(Object.entries(packageFacts.dependencies).map(([name, version]) => manifestOf(name, version)))
  return known
}

async function manifestOf(name: string, wanted: string): Promise<About['packages'][number]> {
  const path = join(/* turbopackIgnore: true */ process.cwd(), 'node_modules', name, 'package.json')
  const text = await readFile(path, 'utf8').catch(() => '{}')
  const parsed = manifestSchema.safeParse(JSON.parse(text))
  return { name, version: parsed.data?.version ?? wanted, licence: parsed.data?.license ?? '?' }
}
