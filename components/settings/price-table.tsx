import { Button } from '@mantine/core'
import { useFormatter, useTranslations } from 'next-intl'
import table from '@/components/layout/data-table.module.css'
import { ROLES } from '@/components/layout/table-roles'
import type { OwnPriceView, Prices } from '@/lib/contract/prices'
import classes from './prices.module.css'

type PriceTableProps = {
  prices: readonly OwnPriceView[]
  services: Prices['services']
  /** `null`: nobody here may change anything. */
  deeds: { change(price: OwnPriceView): void; remove(price: OwnPriceView): void } | null
}

const AMOUNTS = ['inputUsd', 'outputUsd', 'cachedInputUsd', 'unitUsd'] as const

/** One price of the operator's own a row. */
export function PriceTable({ prices, services, deeds }: PriceTableProps) {
  const t = useTranslations('settings.prices')
  return (
    <div className={classes.table}>
      <table className={table.table} aria-label={t('table')} {...ROLES.table}>
        <thead {...ROLES.rows}>
          <tr {...ROLES.row}>
            <th {...ROLES.header}>{t('model')}</th>
            <th {...ROLES.header}>{t('service')}</th>
            {AMOUNTS.map(amount => (
              <th key={amount} className={table.number} {...ROLES.header}>
                {t(amount)}
              </th>
            ))}
            {deeds && (
              <th {...ROLES.header}>
                <span className={table.hidden}>{t('actions')}</span>
              </th>
            )}
          </tr>
        </thead>
        <tbody {...ROLES.rows}>
          {prices.map(price => (
            <PriceRow key={`${price.service} ${price.model}`} price={price} services={services} deeds={deeds} />
          ))}
        </tbody>
      </table>
    </div>
  )
}

type PriceRowProps = Pick<PriceTableProps, 'services' | 'deeds'> & { price: OwnPriceView }

function PriceRow({ price, services, deeds }: PriceRowProps) {
  const t = useTranslations('settings.prices')
  const dollars = useDollars()
  const { model, serviceLabel, listed } = price
  const unit = services.find(({ id }) => id === price.service)?.unit ?? 'request'
  const amount = (name: (typeof AMOUNTS)[number]) => {
    const value = price[name]
    if (value === null) return <span className={table.quiet}>–</span>
    return name === 'unitUsd'
      ? t(unit === 'recipient' ? 'each.recipient' : 'each.request', { amount: dollars(value) })
      : dollars(value)
  }
  return (
    <tr {...ROLES.row}>
      <td className={`${table.strong} ${table.lead}`} {...ROLES.cell}>
        {model === '*' ? t('everything') : model}{' '}
        {listed && (
          <span className={table.quiet}>
            {t('instead', { input: dollars(listed.inputUsd), output: dollars(listed.outputUsd) })}
          </span>
        )}
      </td>
      <td data-label={t('service')} {...ROLES.cell}>
        {serviceLabel}
      </td>
      {AMOUNTS.map(name => (
        <td key={name} className={table.number} data-label={t(name)} {...ROLES.cell}>
          {amount(name)}
        </td>
      ))}
      {deeds && (
        <td className={table.actions} {...ROLES.cell}>
          <div className={classes.deeds}>
            <Button
              size="compact-sm"
              variant="default"
              aria-label={t('changeOf', { model })}
              onClick={() => deeds.change(price)}
            >
              {t('change')}
            </Button>
            <Button
              size="compact-sm"
              variant="default"
              aria-label={t('removeOf', { model })}
              onClick={() => deeds.remove(price)}
            >
              {t('remove')}
            </Button>
          </div>
        </td>
      )}
    </tr>
  )
}

/** Prices have as many places behind the point as they need. */
function useDollars(): (usd: number) => string {
  const format = useFormatter()
  return usd => format.number(usd, { style: 'currency', currency: 'USD', maximumFractionDigits: 8 })
}
