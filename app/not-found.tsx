import { Button, Text, Title } from '@mantine/core'
import { useTranslations } from 'next-intl'
import { Centred } from '@/components/layout/centred'

export default function NotFound() {
  const t = useTranslations('layout.notFound')
  return (
    <Centred>
      <Title order={1} size="h2">
        {t('title')}
      </Title>
      <Text c="dimmed" mt="xs">
        {t('explain')}
      </Text>
      <Button component="a" href="/" mt="lg">
        {t('back')}
      </Button>
    </Centred>
  )
}
