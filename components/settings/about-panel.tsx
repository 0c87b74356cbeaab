import { useFormatter, useTranslations } from 'next-intl'
import table from '@/components/layout/data-table.module.css'
import { Panel } from '@/components/layout/panel'
import { useSpans } from '@/components/layout/spans'
import { useServerNow } from '@/components/layout/use-server-now'
import type { About } from '@/lib/contract/settings'
import { Fact } from './fact'
import classes from './settings.module.css'

const MEGABYTE = 1_000_000

/** What this installation is, where it keeps things, and whose work it stands on. */
export function AboutPanel({ about, receivedAt }: { about: About; receivedAt: number }) {
  const t = useTranslations('settings.about')
  const format = useFormatter()
  const spans = useSpans()
  const now = useServerNow(Date.parse(about.now), receivedAt)
  const { kind, bytes, freeBytes } = about.database
  const megabytes = (count: number) =>
    format.number(count / MEGABYTE, { style: 'unit', unit: 'megabyte', maximumFractionDigits: 1 })
  const size = bytes !== null && megabytes(bytes)
  return (
    <Panel title={t('title')}>
      <dl className={classes.facts}>
        <Fact name={t('version')}>{about.version}</Fact>
        <Fact name={t('node')}>{about.node}</Fact>
        <Fact name={t('database')}>
          {size ? t('sized', { kind: t(`kind.${kind}`), size }) : t(`kind.${kind}`)}
          {freeBytes !== null && freeBytes >= MEGABYTE && ` · ${t('free', { size: megabytes(freeBytes) })}`}
        </Fact>
        {about.dataDir !== null && <Fact name={t('dataDir')}>{about.dataDir}</Fact>}
        <Fact name={t('uptime')}>{spans.exact(now - Date.parse(about.startedAt))}</Fact>
        <Fact name={t('gateway')}>{about.gateway}</Fact>
        <Fact name={t('api')}>
          <a href="/api/openapi.json">{t('openapi')}</a>
        </Fact>
        <Fact name={t('licence')}>MIT</Fact>
      </dl>
      <details className={classes.packages}>
        <summary>{t('packages', { count: about.packages.length })}</summary>
        <table className={table.table} aria-label={t('packages', { count: about.packages.length })}>
          <thead>
            <tr>
              <th>{t('package')}</th>
              <th>{t('version')}</th>
              <th>{t('licence')}</th>
            </tr>
          </thead>
          <tbody>
            {about.packages.map(({ name, version, licence }) => (
              <tr key={name}>
                <td className={table.lead}>{name}</td>
                <td data-label={t('version')}>{version}</td>
                <td data-label={t('licence')}>{licence}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </details>
    </Panel>
  )
}
