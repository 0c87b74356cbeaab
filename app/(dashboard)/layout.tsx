import type { ReactNode } from 'react'
import { Shell } from '@/components/layout/shell'
import { LiveProvider } from '@/components/live/live-provider'
import { pageOperator } from '@/lib/server/page-operator'

export default async function DashboardLayout({ children }: { children: ReactNode }) {
  const operator = await pageOperator()
  return (
    <LiveProvider>
      <Shell operator={{ email: operator.email, role: operator.role }}>{children}</Shell>
    </LiveProvider>
  )
}
