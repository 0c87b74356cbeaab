import type { Account } from 'next-auth'
import type { OAuthConfig } from 'next-auth/providers/oauth'
import { z } from 'zod'
import { admitIntroduced } from '@/lib/control/sign-in'
import type { OidcSettings } from './oidc-settings'
import { getRuntime } from './runtime'
import type { SignedIn } from './sign-in'

const OIDC_ID = 'oidc'
/** How long the provider may take for each of our questions. */
const ANSWER_LIMIT_MS = 10_000

/** What we read of a provider's id token (OpenID Connect Core 1.0, "Standard Claims"); some write booleans as text. */
const claimsSchema = z.looseObject({
  sub: z.string(),
  email: z.string().nullish(),
  email_verified: z.union([z.boolean(), z.string()]).nullish(),
  name: z.string().nullish(),
})

/** The provider as next-auth wants it: authorization code with PKCE, state and nonce, claims from the signed id token. */
export function oidcProvider({ issuer, clientId, clientSecret }: OidcSettings): OAuthConfig<unknown> {
  return {
    ...{ id: OIDC_ID, name: 'OpenID Connect', type: 'oauth', clientId, clientSecret },
    wellKnown: `${issuer}/.well-known/openid-configuration`,
    authorization: { params: { scope: 'openid email profile' } },
    idToken: true,
    checks: ['pkce', 'state', 'nonce'],
    httpOptions: { timeout: ANSWER_LIMIT_MS },
    profile: claims => ({ id: claimsSchema.parse(claims).sub }),
  }
}

/** Did this sign-in come by the provider? */
export function isOidc(account: Account | null): boolean {
  return account?.provider === OIDC_ID
}

/** The operator of whom the provider speaks, or where to send the browser with the reason why not. */
export async function admitByClaims(
  { welcome }: OidcSettings,
  claims: unknown,
): Promise<{ signedIn: SignedIn } | { refusedTo: string }> {
  const parsed = claimsSchema.safeParse(claims)
  if (!parsed.success) return { refusedTo: '/login?error=oidc-unverified' }
  const { email = null, email_verified: verified, name = null } = parsed.data
  const person = { email, isVerified: verified === true || verified === 'true', name }
  const admitted = await admitIntroduced(getRuntime().store, person, welcome)
  if ('refusal' in admitted) return { refusedTo: `/login?error=oidc-${admitted.refusal}` }
  const { id, email: known, sessionEpoch } = admitted.operator
  return { signedIn: { id, email: known, epoch: sessionEpoch } }
}
