import { useTranslations } from 'next-intl'
import type { SignedIn } from '@/lib/client/session'

const OIDC_TROUBLES = ['oidc-unverified', 'oidc-unknown', 'oidc-disabled'] as const

/** Why somebody is not let in, in their language. */
export function useRefusalWords() {
  const t = useTranslations('signIn')
  return {
    ofAttempt(result: SignedIn): string | null {
      switch (result.kind) {
        case 'signed-in':
          return null
        case 'refused':
          return t('refused')
        case 'too-many':
          return t('tooMany', { seconds: result.waitSeconds })
        case 'unreachable':
          return t('unreachable')
      }
    },
    /** Of the code in the address, which anybody may have written. */
    ofTrouble(code: string): string {
      const known = OIDC_TROUBLES.find(each => each === code)
      return t(`error.${known ?? 'other'}`)
    },
  }
}
