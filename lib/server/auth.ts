import type { NextRequest } from 'next/server'
import NextAuth, { getServerSession, type NextAuthOptions } from 'next-auth'
import CredentialsProvider from 'next-auth/providers/credentials'
import { z } from 'zod'
import type { Operator } from '@/lib/control/context'
import { findOperator } from '@/lib/store/operators'
import { addressOf } from './peer-address'
import { getRuntime } from './runtime'
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

/** next-auth's own routes: anti-forgery token, sign-in, sign-out. */
export async function answerAuth(request: NextRequest, context: RouteContext): Promise<Response> {
  return NextAuth(request, context, authOptions())
}

function authOptions(): NextAuthOptions {
  return {
    secret: getRuntime().sessionSecret,
    session: { strategy: 'jwt', maxAge: SESSION_SECONDS },
    pages: { signIn: '/login', error: '/login' },
    providers: [
      CredentialsProvider({
        credentials: { email: {}, password: {} },
        authorize: (given, request) =>
          checkSignIn({ email: given?.email, password: given?.password }, addressOf(request.headers ?? {})),
      }),
    ],
    callbacks: {
      jwt: ({ token, user }) => (user ? { ...token, operator: claimSchema.parse(user) } : token),
      session: ({ token, session }) => ({ expires: session.expires, operator: token.operator }),
    },
    // A cookie of an older secret is nobody's, and no news; failed sign-ins are answered, not logged with a stack.
    logger: { error: () => {}, warn: () => {}, debug: () => {} },
  }
}
