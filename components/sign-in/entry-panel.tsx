import { Text, Title } from '@mantine/core'
import type { ReactNode } from 'react'
import { Wordmark } from '@/components/layout/wordmark'
import classes from './sign-in.module.css'

type EntryPanelProps = { title: string; lead: string; children: ReactNode }

/** The quiet card in which a person comes in. */
export function EntryPanel({ title, lead, children }: EntryPanelProps) {
  return (
    <main className={classes.page}>
      <div className={classes.panel}>
        <Wordmark />
        <div className={classes.card}>
          <Title order={1} className={classes.title}>
            {title}
          </Title>
          <Text size="sm" c="dimmed" mt={4}>
            {lead}
          </Text>
          {children}
        </div>
      </div>
    </main>
  )
}
