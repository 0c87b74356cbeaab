import { Button, Progress } from '@mantine/core'
import { useTranslations } from 'next-intl'
import classes from './add-keys.module.css'
import type { ManyKeysInHand } from './use-many-keys'

/** Test, import, or go back; with the progress of what runs. */
export function PreviewBar({ many }: { many: ManyKeysInHand }) {
  const t = useTranslations('addKeys')
  const { chosen, testing, importing } = many
  const running = importing.progress ?? testing.progress
  const count = chosen.length
  const rejected = chosen.filter(({ line }) => testing.verdicts.get(line)?.life === 'rejected')
  return (
    <div className={classes.bar}>
      {running ? (
        <div className={classes.progress} role="status">
          {t(importing.progress ? 'import.running' : 'check.running', running)}
          <Progress
            value={(running.done / running.total) * 100}
            mt={6}
            aria-label={t(importing.progress ? 'import.progress' : 'check.progress')}
          />
        </div>
      ) : (
        <div className={classes.progress} role="status">
          <TestResult many={many} />
        </div>
      )}
      <div className={classes.barEnd}>
        <Button variant="subtle" color="gray" onClick={many.back} disabled={importing.progress !== null}>
          {t('paste.again')}
        </Button>
        {rejected.length > 0 && !running && (
          <Button
            variant="default"
            onClick={() =>
              many.tick(
                rejected.map(({ line }) => line),
                false,
              )
            }
          >
            {t('check.untick')}
          </Button>
        )}
        {testing.progress ? (
          <Button variant="default" onClick={testing.stop}>
            {t('check.stop')}
          </Button>
        ) : (
          <Button variant="default" disabled={count === 0 || running !== null} onClick={() => testing.start(chosen)}>
            {t('check.action', { count })}
          </Button>
        )}
        <Button
          disabled={count === 0 || testing.progress !== null}
          loading={importing.progress !== null}
          onClick={() => importing.start(chosen)}
        >
          {t('import.action', { count })}
        </Button>
      </div>
    </div>
  )
}

function TestResult({ many: { testing } }: { many: ManyKeysInHand }) {
  const t = useTranslations('addKeys.check')
  const found = [...testing.verdicts.values()]
  if (found.length === 0) return null
  const count = (wanted: string) => found.filter(({ life }) => life === wanted).length
  return <>{t('result', { alive: count('alive'), rejected: count('rejected'), unknown: count('unknown') })}</>
}
