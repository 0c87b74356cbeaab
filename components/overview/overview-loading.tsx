import { Skeleton } from '@mantine/core'
import classes from './overview.module.css'
import { words } from './words'

/** The page's shape while its first answer is under way. */
export function OverviewLoading() {
  return (
    <div className={classes.stack} role="status" aria-label={words.loading}>
      <Skeleton height={92} radius="md" />
      <Skeleton height={220} radius="md" />
      <Skeleton height={220} radius="md" />
    </div>
  )
}
