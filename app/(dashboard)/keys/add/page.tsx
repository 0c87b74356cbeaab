import type { Metadata } from 'next'
import { getTranslations } from 'next-intl/server'
import { AddKeysView } from '@/components/add-keys/add-keys-view'
import { pageOperator } from '@/lib/server/page-operator'
import { getRuntime } from '@/lib/server/runtime'
import { addKeyAction, importKeysAction, previewKeysAction, testSecretsAction, undoAction } from '../actions'

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations('addKeys'))('title') }
}

const ACTIONS = {
  add: addKeyAction,
  preview: previewKeysAction,
  test: testSecretsAction,
  import: importKeysAction,
  undo: undoAction,
}

type AddKeysPageProps = { searchParams: Promise<Record<string, string | string[] | undefined>> }

export default async function AddKeysPage({ searchParams }: AddKeysPageProps) {
  const operator = await pageOperator()
  const services = getRuntime().services.all()
  const asked = (await searchParams).service
  const service = services.find(({ id }) => id === asked)?.id ?? null
  const choices = services.map(({ id, label }) => ({ id, label }))
  return <AddKeysView services={choices} service={service} actions={operator.role === 'admin' ? ACTIONS : null} />
}
