import type { ServiceDefinition } from './service'

const OWNER_CHARS = 100
const SCANNED_CHARS = 16_384

/** Whose quota an answer says a key uses (an organisation, a project, a team); `null`: it does not say. */
export function ownerOf(
  { owner }: Pick<ServiceDefinition, 'owner'>,
  headers: Readonly<Record<string, string | string[] | undefined>>,
  body: string,
): string | null {
  if (!owner) return null
  const value = owner.header === undefined ? undefined : headers[owner.header]
  const said =
    typeof value === 'string' && value.trim() !== '' ? value : owner.text?.exec(body.slice(0, SCANNED_CHARS))?.[1]
  return said === undefined ? null : said.trim().slice(0, OWNER_CHARS)
}
