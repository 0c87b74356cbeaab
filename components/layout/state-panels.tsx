'use client'

import { Alert, Button, Skeleton, Text, Title } from '@mantine/core'
import { CircleAlert } from 'lucide-react'
import { usePathname, useSearchParams } from 'next/navigation'
import { useTranslations } from 'next-intl'
import type { ReactNode } from 'react'
import { isSignedOut } from '@/lib/client/queries'
import { signInPath } from '@/lib/contract/next-path'
import classes from './layout.module.css'
import { useProblemWords } from './problem-words'

/** The page's shape while its first answer is under way. Heights in px, as the parts will be. */
export function LoadingPanels({ heights }: { heights: readonly number[] }) {
  const t = useTranslations('states')
  return (
    <div className={classes.stack} role="status" aria-label={t('loading')}>
      {heights.map((height, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: the parts have no other name
        <Skeleton key={index} height={height} radius="md" />
      ))}
    </div>
  )
}

type ErrorPanelProps = { error: Error; isTrying?: boolean; onRetry?: () => void }

/** Nothing can be shown: why, and the way on. An ended session leads to the sign-in page. */
export function ErrorPanel({ error, isTrying = false, onRetry }: ErrorPanelProps) {
  const t = useTranslations('states')
  const say = useProblemWords()
  const here = useHere()
  return (
    <section className={classes.statePanel} role="alert">
      <Title order={2} className={classes.panelTitle}>
        {t('failed')}
      </Title>
      <Text mt="xs">{say(error)}</Text>
      {isSignedOut(error) ? (
        <Button component="a" href={signInPath(here)} mt="md">
          {t('signIn')}
        </Button>
      ) : (
        onRetry && (
          <Button mt="md" variant="default" loading={isTrying} onClick={onRetry}>
            {t('retry')}
          </Button>
        )
      )}
    </section>
  )
}

/** The page that is open, to come back to. */
function useHere(): string {
  const path = usePathname()
  const asked = useSearchParams()
  return asked?.size ? `${path}?${asked}` : (path ?? '/')
}

type EmptyPanelProps = { title: ReactNode; children?: ReactNode }

/** There is nothing yet: what would stand here, and how to begin. */
export function EmptyPanel({ title, children }: EmptyPanelProps) {
  return (
    <section className={classes.statePanel}>
      <Title order={2} className={classes.panelTitle}>
        {title}
      </Title>
      {children}
    </section>
  )
}

/** What is shown is old: why, and how old. Stands above what is shown. */
export function StaleNotice({ error, age }: { error: Error; age: string }) {
  const t = useTranslations('states')
  const say = useProblemWords()
  return (
    <Alert color="orange" variant="outline" role="alert" icon={<CircleAlert size={18} aria-hidden />}>
      {t('stale', { why: say(error), age })}
    </Alert>
  )
}
