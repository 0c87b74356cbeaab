import type { Metadata } from 'next'
import { redirect } from 'next/navigation'
import { SetupView } from '@/components/sign-in/setup-view'
import { isSetupOpen } from '@/lib/server/setup'
import { createFirstOperator } from './actions'

export const metadata: Metadata = { title: 'Setup' }

export default async function SetupPage() {
  if (!(await isSetupOpen())) redirect('/login')
  return <SetupView create={createFirstOperator} />
}
