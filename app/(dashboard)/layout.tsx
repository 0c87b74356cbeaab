import type { ReactNode } from 'react'
import { Shell } from '@/components/layout/shell'
import { pageOperator } from '@/lib/server/page-operator'

export default async function DashboardLayout({ children }: { children: ReactNode }) {
  const operator = await pageOperator()
  return <Shell operator={{ email: operator.email, role: operator.role }}>{children}</Shell>
}
