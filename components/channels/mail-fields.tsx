import { NativeSelect, NumberInput, PasswordInput, SegmentedControl, TextInput } from '@mantine/core'
import { useTranslations } from 'next-intl'
import { MAIL_SECURITIES } from '@/lib/contract/alert-channels'
import classes from './channels.module.css'
import type { ChannelFormState } from './use-channel-form'
import { PrivateSwitch } from './web-fields'

/** Who writes to whom, and by which way. */
export function MailFields({ form }: { form: ChannelFormState }) {
  const t = useTranslations('channels.form')
  const { values, set, errorOf } = form
  return (
    <>
      <SegmentedControl
        aria-label={t('via')}
        fullWidth
        data={[
          { value: 'resend' as const, label: t('viaResend') },
          { value: 'smtp' as const, label: t('viaSmtp') },
        ]}
        value={values.via}
        onChange={via => set({ via })}
      />
      <div className={classes.pair}>
        <TextInput
          label={t('from')}
          description={t('fromHint')}
          value={values.from}
          error={errorOf('target.from')}
          onChange={event => set({ from: event.currentTarget.value })}
        />
        <TextInput
          label={t('to')}
          description={t('toHint')}
          value={values.to}
          error={errorOf('target.to')}
          onChange={event => set({ to: event.currentTarget.value })}
        />
      </div>
      {values.via === 'smtp' && <ServerFields form={form} />}
    </>
  )
}

function ServerFields({ form }: { form: ChannelFormState }) {
  const t = useTranslations('channels.form')
  const { values, set, errorOf, isNew } = form
  return (
    <>
      <div className={classes.narrow}>
        <TextInput
          label={t('host')}
          placeholder="mail.example.com"
          value={values.host}
          error={errorOf('target.host')}
          onChange={event => set({ host: event.currentTarget.value })}
        />
        <NumberInput
          label={t('port')}
          hideControls
          value={values.port}
          error={errorOf('target.port')}
          onChange={port => set({ port })}
        />
      </div>
      <NativeSelect
        label={t('security')}
        data={MAIL_SECURITIES.map(value => ({ value, label: t(`securityOf.${value}`) }))}
        value={values.security}
        onChange={event => {
          const security = MAIL_SECURITIES.find(each => each === event.currentTarget.value)
          if (security) set({ security })
        }}
      />
      <div className={classes.pair}>
        <TextInput
          label={t('username')}
          autoComplete="off"
          value={values.username}
          error={errorOf('target.username')}
          onChange={event => set({ username: event.currentTarget.value })}
        />
        <PasswordInput
          label={t('password')}
          autoComplete="new-password"
          placeholder={isNew ? undefined : t('secretKept')}
          value={values.password}
          error={errorOf('target.password')}
          onChange={event => set({ password: event.currentTarget.value })}
        />
      </div>
      <PrivateSwitch form={form} />
    </>
  )
}
