import { Text } from '@mantine/core'
import { useFormatter, useTranslations } from 'next-intl'
import type { ResetPreview } from '@/lib/contract/reset-preview'
import classes from './key-dialogs.module.css'

/** What a reset would end: rests that are cut short and until when, reviews, circuits. */
export function ResetEffects({ preview: { count, keys, circuits } }: { preview: ResetPreview }) {
  const t = useTranslations('keys.reset')
  const linesOf = useLines()
  const lines = keys.flatMap(linesOf)
  const restCount = count - keys.length
  return (
    <>
      {count > 0 && <Text size="sm">{t('returns', { count })}</Text>}
      {lines.length > 0 && (
        <ul className={classes.list}>
          {lines.map(line => (
            <li key={line}>{line}</li>
          ))}
          {restCount > 0 && <li>{t('more', { count: restCount })}</li>}
        </ul>
      )}
      {circuits.length > 0 && (
        <Text size="sm" mt="sm">
          {t('circuits', { count: circuits.length, names: circuits.join(', ') })}
        </Text>
      )}
      <Text size="sm" c="dimmed" mt="sm">
        {t('kept')}
      </Text>
    </>
  )
}

/** A key's own part of it, in sentences. */
function useLines(): (key: ResetPreview['keys'][number]) => string[] {
  const t = useTranslations('keys.reset')
  const standing = useTranslations('standing')
  const format = useFormatter()
  return ({ name, status, rests }) => {
    const isOut = status !== 'active' && status !== 'paused'
    const review = isOut ? [t('review', { name, status: standing(`status.${status}`) })] : []
    const cut = rests.map(({ model, reason, until }) => {
      const at = format.dateTime(new Date(until), { dateStyle: 'medium', timeStyle: 'medium' })
      const why = standing(`reason.${reason}`)
      return model === null ? t('cut', { name, at, why }) : t('cutModel', { name, at, why, model })
    })
    return [...review, ...cut]
  }
}
