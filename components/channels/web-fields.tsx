import { Button, PasswordInput, Switch, TextInput } from '@mantine/core'
import { useTranslations } from 'next-intl'
import { useState } from 'react'
import { SIGNING_SECRET_MIN } from '@/lib/contract/alert-channels'
import { makeSecret } from './channel-values'
import classes from './channels.module.css'
import type { ChannelFormState } from './use-channel-form'

/** Where a webhook or a room is, and what the webhook is signed with. */
export function WebFields({ form }: { form: ChannelFormState }) {
  const t = useTranslations('channels.form')
  const { values, set, errorOf, isNew } = form
  const hint = values.kind === 'slack' ? t('urlHint.slack') : t('urlHint.webhook')
  return (
    <>
      <TextInput
        type="url"
        label={t('url')}
        description={isNew ? hint : `${hint} ${t('urlKept')}`}
        placeholder="https://"
        autoComplete="off"
        value={values.url}
        error={errorOf('target.url')}
        onChange={event => set({ url: event.currentTarget.value })}
      />
      {values.kind === 'webhook' && <SecretField form={form} />}
      <PrivateSwitch form={form} />
    </>
  )
}

function SecretField({ form: { values, set, errorOf, isNew } }: { form: ChannelFormState }) {
  const t = useTranslations('channels.form')
  const [isMade, setIsMade] = useState(false)
  const hint = t('secretHint', { minimum: SIGNING_SECRET_MIN })
  const make = () => {
    set({ secret: makeSecret() })
    setIsMade(true)
  }
  return (
    <div className={classes.secret}>
      <PasswordInput
        label={t('secret')}
        description={isMade ? t('copySecret') : isNew ? hint : `${hint} ${t('secretKept')}`}
        autoComplete="off"
        {...(isMade && { visible: true })}
        value={values.secret}
        error={errorOf('target.secret')}
        onChange={event => set({ secret: event.currentTarget.value })}
      />
      <Button variant="default" onClick={make}>
        {t('make')}
      </Button>
    </div>
  )
}

/** For channels that may lead into one's own network. */
export function PrivateSwitch({ form: { values, set } }: { form: ChannelFormState }) {
  const t = useTranslations('channels.form')
  return (
    <Switch
      label={t('allowsPrivate')}
      description={t('allowsPrivateHint')}
      checked={values.allowsPrivate}
      onChange={event => set({ allowsPrivate: event.currentTarget.checked })}
    />
  )
}
