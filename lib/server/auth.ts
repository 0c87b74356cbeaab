import type { NextRequest } from 'next/server'
import NextAuth, { type CookiesOptions, getServerSession, type NextAuthOptions } from 'next-auth'
import CredentialsProvider from 'next-auth/providers/credentials'
import { z } from 'zod'
import type { Operator } from '@/lib/control/context'
import { findOperator } from '@/lib/store/operators'
import { admitByClaims, isOidc, oidcProvider } from './oidc'
import { addressOf } from './peer-address'
import { getRuntime } from './runtime'
import { sessionCookieName } from './session-cookie'
import { checkSignIn } from './sign-in'

const SESSION_SECONDS = 12 * 60 * 60

/** A person with a session. */
export type SignedInOperator = Operator & { email: string }

/** All that a session's cookie says; the operator is looked up again for every request. */
const claimSchema = z.object({ id: z.string(), epoch: z.number() })
const sessionSchema = z.object({ operator: claimSchema })

/** The operator of this request's session, or null. Works in pages, actions and route handlers. */
export async function currentOperator(): Promise<SignedInOperator | null> {
  const session = sessionSchema.safeParse(await getServerSession(authOptions()))
  if (!session.success) return null
  const { id, epoch } = session.data.operator
  const stored = await findOperator(getRuntime().store, { id })
  const isOver = stored === null || stored.disabledAt !== null || stored.sessionEpoch !== epoch
  return isOver ? null : { id, email: stored.email, role: stored.role, via: 'session' }
}

type RouteContext = { params: Promise<{ nextauth: string[] }> }

/** next-auth's own routes: anti-forgery token, sign-in, single sign-on's way back, sign-out. */
export async function answerAuth(request: NextRequest, context: RouteContext): Promise<Response> {
  return NextAuth(request, context, authOptions())
}

function authOptions(): NextAuthOptions {
  const { sessionSecret, settings } = getRuntime()
  return {
    secret: sessionSecret,
    session: { strategy: 'jwt', maxAge: SESSION_SECONDS },
    pages: { signIn: '/login', error: '/login' },
    providers: [passwordProvider(), ...(settings.oidc ? [oidcProvider(settings.oidc)] : [])],
    cookies: sessionCookies(settings.authUrl?.startsWith('https://') ?? false),
    callbacks: callbacksOf(),
    // A cookie of an older secret is nobody's, and no news; failed sign-ins are answered, not logged with a stack.
    logger: { error: noteProviderTrouble, warn: () => {}, debug: () => {} },
  }
}

function passwordProvider() {
  return CredentialsProvider({
    credentials: { email: {}, password: {} },
    authorize: (given, request) =>
      checkSignIn({ email: given?.email, password: given?.password }, addressOf(request.headers ?? {})),
  })
}

function sessionCookies(isSecure: boolean): Partial<CookiesOptions> {
  const name = sessionCookieName(isSecure)
  return { sessionToken: { name, options: { httpOnly: true, sameSite: 'lax', path: '/', secure: isSecure } } }
}

function callbacksOf(): NonNullable<NextAuthOptions['callbacks']> {
  return {
    signIn: async ({ user, account, profile }) => {
      const { oidc } = getRuntime().settings
      if (!isOidc(account)) return true
      if (!oidc) return false
      const admitted = await admitByClaims(oidc, profile)
      if ('refusedTo' in admitted) return admitted.refusedTo
      // next-auth hands this same object to `jwt`, which keeps of it what a session is.
      Object.assign(user, admitted.signedIn)
      return true
    },
    jwt: ({ token, user }) => (user ? { operator: claimSchema.parse(user) } : token),
    session: ({ token, session }) => ({ expires: session.expires, operator: token.operator }),
  }
}

/** Why single sign-on failed is the operator's to mend: the server's log says it, the page does not. */
function noteProviderTrouble(code: string, metadata: unknown): void {
  if (code !== 'OAUTH_CALLBACK_ERROR' && code !== 'SIGNIN_OAUTH_ERROR') return
  const error = metadata instanceof Object && 'error' in metadata ? metadata.error : metadata
  getRuntime().log.warn({ error: String(error) }, 'single sign-on failed')
}
