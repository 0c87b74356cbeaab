import type { Metadata } from 'next'
import { redirect } from 'next/navigation'
import { SignInView } from '@/components/sign-in/sign-in-view'
import { currentOperator } from '@/lib/server/auth'
import { isSetupOpen } from '@/lib/server/setup'

export const metadata: Metadata = { title: 'Sign in' }

export default async function LoginPage() {
  if (await isSetupOpen()) redirect('/setup')
  if (await currentOperator()) redirect('/')
  return <SignInView />
}
