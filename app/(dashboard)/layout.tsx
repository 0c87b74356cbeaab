import type { ReactNode } from 'react'
import { KeyDeedsProvider } from '@/components/keys/key-deeds-provider'
import { Shell } from '@/components/layout/shell'
import { LiveProvider } from '@/components/live/live-provider'
import { pageOperator } from '@/lib/server/page-operator'
import { KEY_DEEDS } from './keys/deeds'

export default async function DashboardLayout({ children }: { children: ReactNode }) {
  const operator = await pageOperator()
  return (
    <LiveProvider>
      <KeyDeedsProvider deeds={operator.role === 'admin' ? KEY_DEEDS : null}>
        <Shell operator={{ email: operator.email, role: operator.role }}>{children}</Shell>
      </KeyDeedsProvider>
    </LiveProvider>
  )
}
