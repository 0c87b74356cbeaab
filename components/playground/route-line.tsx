import { useTranslations } from 'next-intl'
import type { AiTaskView } from '@/lib/contract/ai'
import classes from './playground.module.css'

/** What a task asks, best first; what has no key is crossed out. */
export function RouteLine({ routes }: Pick<AiTaskView, 'routes'>) {
  const t = useTranslations('playground')
  return (
    <ol className={classes.routes} aria-label={t('routes')}>
      {routes.map(({ service, label, model, keyCount }) => (
        <li key={`${service} ${model}`} title={keyCount === 0 ? t('noKey', { label }) : undefined}>
          <span data-out={keyCount === 0 || undefined}>
            {label} <span className={classes.model}>{model}</span>
          </span>
          {keyCount === 0 && <span className={classes.hidden}> ({t('noKey', { label })})</span>}
        </li>
      ))}
    </ol>
  )
}
