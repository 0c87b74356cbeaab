import { ActionIcon, Button, Code, CopyButton } from '@mantine/core'
import { Check, Copy } from 'lucide-react'
import Link from 'next/link'
import { useTranslations } from 'next-intl'
import type { ReactNode } from 'react'
import { useKeyDeeds } from '@/components/keys/key-deeds'
import { Panel } from '@/components/layout/panel'
import { scriptString, shellWord } from '@/components/layout/quoting'
import classes from './overview.module.css'

/**
 * The way from an empty installation to the first answered request, in three steps. A viewer cannot add keys or tokens,
 * and learns who can.
 */
export function GettingStarted({ gatewayUrl }: { gatewayUrl: string }) {
  const canChange = useKeyDeeds() !== null
  const t = useTranslations('overview.start')
  return (
    <Panel title={t('title')}>
      {!canChange && <p className={classes.lead}>{t('viewer')}</p>}
      <ol className={classes.steps}>
        <Step title={t('keys.title')} lead={t('keys.lead')}>
          {canChange && (
            <Button component={Link} href="/keys/add" size="xs">
              {t('keys.button')}
            </Button>
          )}
          <CopyLines lines={'GROQ_API_KEY=gsk_…\nGROQ_API_KEY_2=gsk_…'} label={t('keys.environment')} />
        </Step>
        <Step title={t('token.title')} lead={t('token.lead')}>
          {canChange && (
            <Button component={Link} href="/tokens" size="xs" variant="default">
              {t('token.button')}
            </Button>
          )}
        </Step>
        <Step title={t('sdk.title')} lead={t('sdk.lead')}>
          <CopyLines lines={sdkLines(gatewayUrl)} label={t('sdk.lines')} />
          <CopyLines lines={curlLines(gatewayUrl)} label={t('sdk.curl')} />
        </Step>
      </ol>
    </Panel>
  )
}

const sdkLines = (gatewayUrl: string) =>
  `import OpenAI from 'openai'\nconst groq = new OpenAI({\n  baseURL: ${scriptString(`${gatewayUrl}/groq/openai/v1`)},\n  apiKey: process.env.KEYWHEEL_TOKEN,\n})`

const curlLines = (gatewayUrl: string) =>
  `curl ${shellWord(`${gatewayUrl}/groq/openai/v1/models`)} \\\n  -H "Authorization: Bearer $KEYWHEEL_TOKEN"`

function Step({ title, lead, children }: { title: string; lead: string; children: ReactNode }) {
  return (
    <li>
      <h3 className={classes.stepTitle}>{title}</h3>
      <p className={classes.lead}>{lead}</p>
      {children}
    </li>
  )
}

function CopyLines({ lines, label }: { lines: string; label: string }) {
  const t = useTranslations('overview.start')
  return (
    <div className={classes.lines}>
      <span className={classes.under}>{label}</span>
      <div className={classes.code}>
        <Code block tabIndex={0}>
          {lines}
        </Code>
        <CopyButton value={lines}>
          {({ copied, copy }) => (
            <ActionIcon
              variant="default"
              className={classes.copy}
              aria-label={t(copied ? 'copied' : 'copy', { label })}
              onClick={copy}
            >
              {copied ? <Check size={15} aria-hidden /> : <Copy size={15} aria-hidden />}
            </ActionIcon>
          )}
        </CopyButton>
      </div>
    </div>
  )
}
