import { Button, Group, SegmentedControl, Stack, Text, TextInput } from '@mantine/core'
import { useTranslations } from 'next-intl'
import { useProblemWords } from '@/components/layout/problem-words'
import { CHANNEL_KINDS, type ChannelView } from '@/lib/contract/alert-channels'
import type { ServiceName } from './channel-values'
import type { ChannelActions } from './channels-actions'
import { HearsFields } from './hears-fields'
import { MailFields } from './mail-fields'
import { type ChannelFormState, useChannelForm } from './use-channel-form'
import { WebFields } from './web-fields'

type ChannelFormProps = {
  channel: ChannelView | null
  actions: ChannelActions
  services: readonly ServiceName[]
  onClose(): void
}

/** Kind, where it leads, what it hears, and how it speaks. */
export function ChannelForm({ channel, actions, services, onClose }: ChannelFormProps) {
  const t = useTranslations('channels')
  const say = useProblemWords()
  const form = useChannelForm(channel, actions, onClose)
  const { values, set, errorOf, saving, hasErrors } = form
  return (
    <form onSubmit={form.submit} noValidate>
      <Stack gap="sm">
        <KindChoice form={form} />
        <TextInput
          label={t('form.name')}
          autoComplete="off"
          value={values.name}
          error={errorOf('name')}
          data-autofocus
          onChange={event => set({ name: event.currentTarget.value })}
        />
        {values.kind === 'email' ? <MailFields form={form} /> : <WebFields form={form} />}
        <HearsFields form={form} services={services} />
        <Text size="sm" c="var(--kw-bad)" role="alert">
          {saving.error && !hasErrors && say(saving.error)}
        </Text>
        <Group justify="flex-end" gap="xs">
          <Button variant="default" onClick={onClose}>
            {t('cancel')}
          </Button>
          <Button type="submit" loading={saving.isPending}>
            {t('save')}
          </Button>
        </Group>
      </Stack>
    </form>
  )
}

function KindChoice({ form: { values, set } }: { form: ChannelFormState }) {
  const t = useTranslations('channels')
  return (
    <SegmentedControl
      aria-label={t('form.kind')}
      fullWidth
      data={CHANNEL_KINDS.map(kind => ({ value: kind, label: t(`kind.${kind}`) }))}
      value={values.kind}
      onChange={kind => set({ kind })}
    />
  )
}
