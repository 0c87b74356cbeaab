import { redirect } from 'next/navigation'
import type { ReactNode } from 'react'
import { Frame } from '@/components/layout/frame'
import { currentOperator } from '@/lib/server/auth'

export default async function DashboardLayout({ children }: { children: ReactNode }) {
  const operator = await currentOperator()
  if (!operator) redirect('/login')
  return <Frame operator={operator}>{children}</Frame>
}
