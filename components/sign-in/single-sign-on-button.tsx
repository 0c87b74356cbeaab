import { Button } from '@mantine/core'
import { useMutation } from '@tanstack/react-query'
import { useTranslations } from 'next-intl'
import { startSingleSignOn } from '@/lib/client/session'
import classes from './sign-in.module.css'

/** Leads to the provider, which sends the person back. */
export function SingleSignOnButton({ label, next }: { label: string | null; next: string }) {
  const t = useTranslations('signIn')
  const leaving = useMutation({
    mutationFn: () => startSingleSignOn(next),
    onSuccess: url => location.assign(url),
  })
  return (
    <>
      <Button
        fullWidth
        variant="default"
        loading={leaving.isPending || leaving.isSuccess}
        onClick={() => leaving.mutate()}
      >
        {label ?? t('single')}
      </Button>
      <p role="alert" className={classes.refusal}>
        {leaving.error && t('unreachable')}
      </p>
    </>
  )
}
