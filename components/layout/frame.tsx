import { Text } from '@mantine/core'
import type { ReactNode } from 'react'
import classes from './layout.module.css'
import { SchemeToggle } from './scheme-toggle'
import { SignOutButton } from './sign-out-button'
import { Wordmark } from './wordmark'
import { words } from './words'

type FrameProps = { operator: { email: string; role: 'admin' | 'viewer' }; children: ReactNode }

/** Header and main part of every screen of the dashboard. */
export function Frame({ operator, children }: FrameProps) {
  return (
    <>
      <a className={classes.skip} href="#content">
        {words.skip}
      </a>
      <header className={classes.header}>
        <div className={classes.bar}>
          <Wordmark />
          <span className={classes.gap} />
          <Text component="span" size="sm" c="dimmed" className={classes.operator}>
            {operator.email} · {words.role[operator.role]}
          </Text>
          <SchemeToggle />
          <SignOutButton />
        </div>
      </header>
      <main id="content" className={classes.main}>
        {children}
      </main>
    </>
  )
}
