import type { Metadata } from 'next'
import { redirect } from 'next/navigation'
import { getTranslations } from 'next-intl/server'
import { SignInView } from '@/components/sign-in/sign-in-view'
import { nextPath } from '@/lib/contract/next-path'
import { currentOperator } from '@/lib/server/auth'
import { getRuntime } from '@/lib/server/runtime'
import { isSetupOpen } from '@/lib/server/setup'

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations('signIn'))('title') }
}

type Search = { searchParams: Promise<Readonly<Record<string, string | string[] | undefined>>> }

export default async function LoginPage({ searchParams }: Search) {
  if (await isSetupOpen()) redirect('/setup')
  const { next: asked, error } = await searchParams
  const next = nextPath(typeof asked === 'string' ? asked : null)
  if (await currentOperator()) redirect(next)
  const { oidc } = getRuntime().settings
  const trouble = typeof error === 'string' ? error : null
  return <SignInView next={next} trouble={trouble} singleSignOn={oidc && { label: oidc.label }} />
}
