import { redirect } from 'next/navigation'
import type { ReactNode } from 'react'
import { Shell } from '@/components/layout/shell'
import { currentOperator } from '@/lib/server/auth'

export default async function DashboardLayout({ children }: { children: ReactNode }) {
  const operator = await currentOperator()
  if (!operator) redirect('/login')
  return <Shell operator={{ email: operator.email, role: operator.role }}>{children}</Shell>
}
