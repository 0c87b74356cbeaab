import { Alert, Anchor, Button, Group, PasswordInput, Select, Text, TextInput, UnstyledButton } from '@mantine/core'
import { getHotkeyHandler, useDisclosure } from '@mantine/hooks'
import { ChevronRight } from 'lucide-react'
import dynamic from 'next/dynamic'
import Link from 'next/link'
import { useTranslations } from 'next-intl'
import { useFieldWords } from '@/components/forms/field-words'
import { Panel } from '@/components/layout/panel'
import { useProblemWords } from '@/components/layout/problem-words'
import classes from './add-keys.module.css'
import type { AddKeysActions, ServiceChoice } from './add-keys-actions'
import { useOneKey } from './use-one-key'

/** Fetched when they are unfolded. */
const SettingsFields = dynamic(() => import('@/components/keys/settings-fields').then(module => module.SettingsFields))

type OneKeyProps = { services: readonly ServiceChoice[]; service: string | null; actions: AddKeysActions }

/** Three fields, and the rest folded. */
export function OneKeyForm({ services, service, actions }: OneKeyProps) {
  const t = useTranslations('addKeys')
  const say = useProblemWords()
  const { refused } = useFieldWords()
  const [isOpen, { toggle }] = useDisclosure()
  const hand = useOneKey(actions, service)
  const { form, submit, isDoubted, adding } = hand
  const chosen = services.find(({ id }) => id === form.values.service)
  const trouble = adding.error && Object.keys(refused(adding.error)).length === 0 ? adding.error : null
  return (
    <Panel title={t('one')}>
      <form
        onSubmit={submit}
        onKeyDown={getHotkeyHandler([['mod+Enter', () => submit()]])}
        autoComplete="off"
        noValidate
      >
        <MainFields hand={hand} services={services} />
        <UnstyledButton className={classes.fold} onClick={toggle} aria-expanded={isOpen}>
          <ChevronRight size={16} aria-hidden className={classes.chevron} data-open={isOpen || undefined} />
          {t('more')}
        </UnstyledButton>
        {isOpen && <SettingsFields form={form} />}
        {isDoubted && (
          <Alert color="orange" variant="outline" mt="md" role="alert">
            {t('unusual', { service: chosen?.label ?? form.values.service })}
          </Alert>
        )}
        {trouble && (
          <Alert color="red" variant="outline" mt="md" role="alert">
            {say(trouble)}
          </Alert>
        )}
        <Group mt="lg" gap="md">
          <Button type="submit" loading={adding.isPending}>
            {t(isDoubted ? 'addAnyway' : 'add')}
          </Button>
          <Text size="sm" c="dimmed" visibleFrom="sm">
            {t('submitHint')}
          </Text>
        </Group>
        <Added added={hand.added} />
      </form>
    </Panel>
  )
}

type OneKeyInHand = ReturnType<typeof useOneKey>

function MainFields({ hand, services }: { hand: OneKeyInHand; services: readonly ServiceChoice[] }) {
  const t = useTranslations('addKeys')
  const { form, guess, isGuessed } = hand
  return (
    <div className={classes.fields}>
      <PasswordInput
        label={t('key')}
        description={t('keyHelp')}
        autoComplete="off"
        data-1p-ignore
        data-lpignore="true"
        {...form.getInputProps('apiKey')}
        onBlur={guess}
      />
      <Select
        label={t('service')}
        description={isGuessed ? t('guessed') : t('serviceHint')}
        data={services.map(({ id, label }) => ({ value: id, label }))}
        searchable
        checkIconPosition="right"
        comboboxProps={{ shadow: 'md' }}
        {...form.getInputProps('service')}
      />
      <TextInput
        label={t('name')}
        description={t('nameHelp', { example: `${form.values.service || 'groq'}-1` })}
        autoComplete="off"
        {...form.getInputProps('name')}
      />
    </div>
  )
}

/** What was added last, and the way to it. */
function Added({ added }: Pick<OneKeyInHand, 'added'>) {
  const t = useTranslations('addKeys')
  return (
    <p role="status" className={classes.result}>
      {added && (
        <>
          {t('added', { name: added.name })} <span className={classes.masked}>{added.masked}</span>. {t('addedExplain')}
          <Anchor component={Link} href={`/keys/${added.id}`}>
            {t('openKey')}
          </Anchor>
        </>
      )}
    </p>
  )
}
