import { Alert, Button, Group, Stack, Tabs, Text } from '@mantine/core'
import { TriangleAlert } from 'lucide-react'
import { useTranslations } from 'next-intl'
import { useEffect } from 'react'
import { CopyLines } from '@/components/layout/copy-lines'
import { snippetsOf } from './snippets'
import classes from './tokens.module.css'

type MadeTokenProps = { token: string; gateway: string; services: readonly string[]; onDone(): void }

/** The token, this once, and lines to use it. */
export function MadeToken({ token, gateway, services, onDone }: MadeTokenProps) {
  const t = useTranslations('tokens.made')
  const snippets = snippetsOf(token, gateway, services)
  useEffect(() => {
    const warn = (event: BeforeUnloadEvent) => event.preventDefault()
    addEventListener('beforeunload', warn)
    return () => removeEventListener('beforeunload', warn)
  }, [])
  return (
    <Stack gap="md">
      <Alert color="orange" variant="light" icon={<TriangleAlert size={18} aria-hidden />}>
        {t('once')}
      </Alert>
      <CopyLines text={token} name={t('copyToken')} />
      <div>
        <Text size="sm" fw={550} mb={6}>
          {t('use')}
        </Text>
        <Tabs defaultValue={snippets[0]?.id ?? null} keepMounted={false}>
          <Tabs.List aria-label={t('ways')}>
            {snippets.map(({ id, label }) => (
              <Tabs.Tab key={id} value={id} className={classes.way}>
                {label}
              </Tabs.Tab>
            ))}
          </Tabs.List>
          {snippets.map(({ id, label, text }) => (
            <Tabs.Panel key={id} value={id} pt="xs">
              <CopyLines text={text} name={t('copyLines', { label })} />
            </Tabs.Panel>
          ))}
        </Tabs>
      </div>
      <Group justify="flex-end">
        <Button onClick={onDone}>{t('done')}</Button>
      </Group>
    </Stack>
  )
}
