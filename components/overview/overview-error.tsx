import { Button, Text, Title } from '@mantine/core'
import classes from './overview.module.css'
import { words } from './words'

type OverviewErrorProps = { reason: string; isSignedOut?: boolean; isTrying?: boolean; onRetry?: () => void }

/** Nothing can be shown: why, and the way on. */
export function OverviewError({ reason, isSignedOut = false, isTrying = false, onRetry }: OverviewErrorProps) {
  return (
    <section className={`${classes.card} ${classes.padded}`} role="alert">
      <Title order={1} className={classes.cardTitle}>
        {words.error.title}
      </Title>
      <Text mt="xs">{reason}</Text>
      {isSignedOut && (
        <Button component="a" href="/login" mt="md">
          {words.error.signIn}
        </Button>
      )}
      {onRetry && (
        <Button mt="md" variant="default" loading={isTrying} onClick={onRetry}>
          {words.error.retry}
        </Button>
      )}
    </section>
  )
}
