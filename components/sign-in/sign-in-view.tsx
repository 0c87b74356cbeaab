'use client'

import { Button, Divider, PasswordInput, TextInput } from '@mantine/core'
import { useMutation } from '@tanstack/react-query'
import { useTranslations } from 'next-intl'
import type { FormEvent } from 'react'
import { signIn } from '@/lib/client/session'
import { EntryPanel } from './entry-panel'
import { readField } from './read-field'
import { useRefusalWords } from './refusal-words'
import classes from './sign-in.module.css'
import { SingleSignOnButton } from './single-sign-on-button'

export type SignInProps = {
  /** The page to go to: one of ours. */
  next: string
  /** Why a person was sent here, as the address says it. */
  trouble: string | null
  /** `null`: no single sign-on. `label` is on its button where the settings say one. */
  singleSignOn: { label: string | null } | null
}

/** E-mail and password; a full load follows, so that every page is rendered for the new operator. */
export function SignInView({ next, trouble, singleSignOn }: SignInProps) {
  const t = useTranslations('signIn')
  const words = useRefusalWords()
  const entering = useMutation({
    mutationFn: ({ email, password }: { email: string; password: string }) => signIn(email, password),
    onSuccess: result => {
      if (result.kind === 'signed-in') location.assign(next)
    },
  })
  const isLeaving = entering.isPending || entering.data?.kind === 'signed-in'
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    const form = new FormData(event.currentTarget)
    entering.mutate({ email: readField(form, 'email'), password: readField(form, 'password') })
  }
  return (
    <EntryPanel title={t('title')} lead={t('lead')}>
      <form method="post" className={classes.form} onSubmit={submit}>
        <TextInput
          name="email"
          type="email"
          label={t('email')}
          autoComplete="username"
          required
          withAsterisk={false}
          autoFocus
        />
        <PasswordInput
          name="password"
          label={t('password')}
          autoComplete="current-password"
          required
          withAsterisk={false}
        />
        <p role="alert" className={classes.refusal}>
          {entering.data
            ? words.ofAttempt(entering.data)
            : trouble !== null && !entering.isPending && words.ofTrouble(trouble)}
        </p>
        <Button type="submit" loading={isLeaving}>
          {t('submit')}
        </Button>
      </form>
      {singleSignOn && (
        <>
          <Divider my="md" label={t('or')} />
          <SingleSignOnButton label={singleSignOn.label} next={next} />
        </>
      )}
    </EntryPanel>
  )
}
