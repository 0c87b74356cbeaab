import { Anchor, Code, Text } from '@mantine/core'
import Link from 'next/link'
import { useTranslations } from 'next-intl'
import { EmptyPanel } from '@/components/layout/state-panels'
import type { ServiceEntry } from '@/lib/contract/services'

/** A service without keys: three ways to give it some. */
export function SetUpPanel({ service: { id, label, envName } }: { service: ServiceEntry }) {
  const t = useTranslations('service.setUp')
  return (
    <EmptyPanel title={t('title', { service: label })}>
      <Text mt="xs">{t('explain')}</Text>
      <Text mt="md">
        <Anchor component={Link} href={`/keys/add?service=${id}`}>
          {t('form')}
        </Anchor>
      </Text>
      <Text mt="md">{t('environment')}</Text>
      <Code block mt={6}>{`${envName}=…\n${envName}_2=…`}</Code>
      <Text mt="md">{t('command')}</Text>
      <Code block mt={6}>{`npx keywheel keys add ${id} --name team-a`}</Code>
    </EmptyPanel>
  )
}
