import { Title } from '@mantine/core'
import Link from 'next/link'
import type { ReactNode } from 'react'
import classes from './layout.module.css'

type PageHeaderProps = {
  title: ReactNode
  /** One line under the title. */
  lead?: ReactNode
  /** Where this page hangs. */
  parent?: { href: string; label: string }
  /** Buttons at the right. */
  children?: ReactNode
}

/** The head of every page: where, what, and what can be done. */
export function PageHeader({ title, lead, parent, children }: PageHeaderProps) {
  return (
    <header className={classes.pageHeader}>
      <div className={classes.pageTitle}>
        {parent && (
          <Link href={parent.href} className={classes.parent}>
            {parent.label}
          </Link>
        )}
        <Title order={1} className={classes.title}>
          {title}
        </Title>
        {lead && <div className={classes.lead}>{lead}</div>}
      </div>
      {children && <div className={classes.pageActions}>{children}</div>}
    </header>
  )
}
