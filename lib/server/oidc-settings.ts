import { z } from 'zod'
import type { Welcome } from '@/lib/control/sign-in'

/** Single sign-on by OpenID Connect. */
export type OidcSettings = {
  issuer: string
  clientId: string
  clientSecret: string
  /** On the button; `null`: the page's own word. */
  label: string | null
  welcome: Welcome
}

const ISSUER = 'KEYWHEEL_OIDC_ISSUER'
const NEEDED = ['KEYWHEEL_OIDC_CLIENT_ID', 'KEYWHEEL_OIDC_CLIENT_SECRET', 'NEXTAUTH_URL'] as const
const LABEL_MAX_LENGTH = 40

const list = (wanted: string, entry: RegExp) =>
  z
    .string()
    .transform(text => text.split(',').map(part => part.trim().toLowerCase()))
    .refine(entries => entries.every(each => entry.test(each)), `wanted ${wanted}, separated by commas`)

/** Its variables, for the schema of all. */
export const oidcVariables = {
  KEYWHEEL_OIDC_ISSUER: z
    .url({ protocol: /^https?$/, error: 'wanted the issuer’s address, such as https://login.example.com' })
    .transform(text => text.replace(/\/$/, ''))
    .optional(),
  KEYWHEEL_OIDC_CLIENT_ID: z.string().optional(),
  KEYWHEEL_OIDC_CLIENT_SECRET: z.string().optional(),
  KEYWHEEL_OIDC_LABEL: z.string().max(LABEL_MAX_LENGTH, `wanted at most ${LABEL_MAX_LENGTH} characters`).optional(),
  KEYWHEEL_OIDC_DOMAINS: list('domains such as example.com', /^[a-z0-9.-]+\.[a-z0-9-]+$/).optional(),
  KEYWHEEL_OIDC_ADMINS: list('e-mail addresses', /^[^@\s]+@[^@\s]+$/).optional(),
}

type Values = z.output<z.ZodObject<typeof oidcVariables>>

/** `null`: no issuer is set, so nobody comes in that way. */
export function oidcOf(values: Values): OidcSettings | null {
  const { KEYWHEEL_OIDC_ISSUER: issuer, KEYWHEEL_OIDC_CLIENT_ID: clientId } = values
  const clientSecret = values.KEYWHEEL_OIDC_CLIENT_SECRET
  if (!issuer || !clientId || !clientSecret) return null
  const welcome = { domains: values.KEYWHEEL_OIDC_DOMAINS ?? [], admins: values.KEYWHEEL_OIDC_ADMINS ?? [] }
  return { issuer, clientId, clientSecret, label: values.KEYWHEEL_OIDC_LABEL ?? null, welcome }
}

/** What is wrong between its variables; the provider sends people back to NEXTAUTH_URL, so that is wanted too. */
export function oidcClashes(present: ReadonlyMap<string, string | undefined>): string[] {
  if (!present.has(ISSUER)) return []
  return NEEDED.filter(name => !present.has(name)).map(name => `${name}: wanted, because ${ISSUER} is set`)
}
