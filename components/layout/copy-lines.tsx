import { Button, Code, CopyButton } from '@mantine/core'
import { Check, Copy } from 'lucide-react'
import { useTranslations } from 'next-intl'
import classes from './copy-lines.module.css'

/** Lines to be copied as they are; `name` says of what. */
export function CopyLines({ text, name }: { text: string; name: string }) {
  const t = useTranslations('states')
  return (
    <div className={classes.lines}>
      <Code block className={classes.code} tabIndex={0}>
        {text}
      </Code>
      <CopyButton value={text}>
        {({ copied, copy }) => (
          <Button
            size="compact-sm"
            variant="default"
            className={classes.copy}
            aria-label={copied ? t('copied') : name}
            leftSection={copied ? <Check size={14} aria-hidden /> : <Copy size={14} aria-hidden />}
            onClick={copy}
          >
            {copied ? t('copied') : t('copy')}
          </Button>
        )}
      </CopyButton>
    </div>
  )
}
