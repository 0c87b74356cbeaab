'use client'

import { Button, Text, Title } from '@mantine/core'
import { useTranslations } from 'next-intl'
import { Centred } from '@/components/layout/centred'

export default function PageError({ error, reset }: { error: Error & { digest?: string }; reset(): void }) {
  const t = useTranslations('layout.broken')
  return (
    <Centred>
      <div role="alert">
        <Title order={1} size="h2">
          {t('title')}
        </Title>
        <Text c="dimmed" mt="xs">
          {error.digest ? t('explainDigest', { digest: error.digest }) : t('explain')}
        </Text>
      </div>
      <Button mt="lg" onClick={reset}>
        {t('retry')}
      </Button>
    </Centred>
  )
}
