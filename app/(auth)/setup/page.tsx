import type { Metadata } from 'next'
import { redirect } from 'next/navigation'
import { getTranslations } from 'next-intl/server'
import { SetupView } from '@/components/sign-in/setup-view'
import { isSetupOpen } from '@/lib/server/setup'
import { createFirstOperator } from './actions'

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations('setup'))('title') }
}

export default async function SetupPage() {
  if (!(await isSetupOpen())) redirect('/login')
  return <SetupView create={createFirstOperator} />
}
