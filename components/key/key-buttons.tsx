import { Button } from '@mantine/core'
import { FlaskConical, Pencil, RotateCcw } from 'lucide-react'
import { useTranslations } from 'next-intl'
import { type KeyInHand, useKeyDeeds } from '@/components/keys/key-deeds'
import { KeyMenu } from '@/components/keys/key-menu'

const ICON_PX = 15

/** What is done to a key most, at hand; the rest in its menu. Nothing for a viewer. */
export function KeyButtons({ keyInHand: key }: { keyInHand: KeyInHand }) {
  const t = useTranslations('keys')
  const inHand = useKeyDeeds()
  if (inHand === null) return null
  const { open } = inHand
  return (
    <>
      <Button
        variant="default"
        leftSection={<RotateCcw size={ICON_PX} aria-hidden />}
        onClick={() => open({ kind: 'reset', input: { keyId: key.id }, name: key.name })}
      >
        {t('reset.action')}
      </Button>
      <Button
        variant="default"
        leftSection={<FlaskConical size={ICON_PX} aria-hidden />}
        onClick={() => open({ kind: 'test', key })}
      >
        {t('test.action')}
      </Button>
      <Button
        variant="default"
        leftSection={<Pencil size={ICON_PX} aria-hidden />}
        onClick={() => open({ kind: 'edit', key })}
      >
        {t('edit.action')}
      </Button>
      <KeyMenu keyInHand={key} />
    </>
  )
}
