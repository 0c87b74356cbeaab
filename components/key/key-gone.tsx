'use client'

import { Button, Text } from '@mantine/core'
import Link from 'next/link'
import { useTranslations } from 'next-intl'
import { EmptyPanel } from '@/components/layout/state-panels'

/** No key has this id, in use or removed. */
export function KeyGone() {
  const t = useTranslations('key.gone')
  return (
    <EmptyPanel title={t('title')}>
      <Text mt="xs">{t('explain')}</Text>
      <Button component={Link} href="/services" variant="default" mt="md">
        {t('back')}
      </Button>
    </EmptyPanel>
  )
}
