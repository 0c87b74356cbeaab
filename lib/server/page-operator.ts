import { headers } from 'next/headers'
import { redirect } from 'next/navigation'
import { signInPath } from '@/lib/contract/next-path'
import { currentOperator, type SignedInOperator } from './auth'

/** Set by proxy.ts on every page's request: the page that was asked for, whatever a client sent under this name. */
const PATH_HEADER = 'x-keywheel-path'

/** Who looks at this page; a person who is not signed in is sent to sign in, and then back here. */
export async function pageOperator(): Promise<SignedInOperator> {
  const operator = await currentOperator()
  if (operator) return operator
  redirect(signInPath((await headers()).get(PATH_HEADER) ?? '/'))
}
