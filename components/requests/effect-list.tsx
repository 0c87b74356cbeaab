import { useTranslations } from 'next-intl'
import { useStandingWords } from '@/components/keys/standing-words'
import type { EffectView } from '@/lib/contract/requests'
import classes from './trail.module.css'
import { useRequestWords } from './use-request-words'

/** What an attempt did to its key, its account or the service. */
export function EffectList({ effects }: { effects: readonly EffectView[] }) {
  const say = useEffectWords()
  if (effects.length === 0) return null
  return (
    <ul className={classes.effects}>
      {effects.map(effect => (
        <li key={effect.kind}>{say(effect)}</li>
      ))}
    </ul>
  )
}

function useEffectWords(): (effect: EffectView) => string {
  const t = useTranslations('requests.effect')
  const standing = useTranslations('standing')
  const { reason } = useStandingWords()
  const { time } = useRequestWords()
  return effect => {
    switch (effect.kind) {
      case 'rested':
        return t('rested', {
          scope: standing(`scope.${effect.scope}`),
          time: time(Date.parse(effect.until)),
          reason: reason(effect.reason),
          provenance: standing(`provenance.${effect.provenance}`),
        })
      case 'out':
        return t('out', { status: standing(`status.${effect.status}`) })
      case 'circuit-opened':
        return t('circuit', { time: time(Date.parse(effect.until)) })
    }
  }
}
