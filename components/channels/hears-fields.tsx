import { Autocomplete, MultiSelect, NativeSelect } from '@mantine/core'
import { useTranslations } from 'next-intl'
import { timeZones, ZONES_SHOWN } from '@/components/forms/time-zones'
import { ALERT_CODES, GRAVE_CODES } from '@/lib/contract/alerts'
import { LOCALE_NAMES, LOCALES } from '@/lib/contract/locale'
import type { ServiceName } from './channel-values'
import classes from './channels.module.css'
import type { ChannelFormState } from './use-channel-form'

/** What a channel hears of, in which language, by which clock. */
export function HearsFields({ form, services }: { form: ChannelFormState; services: readonly ServiceName[] }) {
  const t = useTranslations('channels.form')
  const { values, set, errorOf } = form
  return (
    <>
      <MultiSelect
        label={t('services')}
        description={t('servicesHint')}
        data={services.map(({ id, label }) => ({ value: id, label }))}
        value={values.services}
        error={errorOf('services')}
        onChange={chosen => set({ services: chosen })}
      />
      <CodesSelect form={form} />
      <div className={classes.pair}>
        <NativeSelect
          label={t('locale')}
          data={LOCALES.map(value => ({ value, label: LOCALE_NAMES[value] }))}
          value={values.locale}
          onChange={event => {
            const locale = LOCALES.find(each => each === event.currentTarget.value)
            if (locale) set({ locale })
          }}
        />
        <Autocomplete
          label={t('zone')}
          data={timeZones()}
          limit={ZONES_SHOWN}
          value={values.zone}
          error={errorOf('zone')}
          onChange={zone => set({ zone })}
        />
      </div>
    </>
  )
}

function CodesSelect({ form: { values, set, errorOf } }: { form: ChannelFormState }) {
  const t = useTranslations('channels.form')
  const names = useTranslations('alerts.name')
  const items = (isGrave: boolean) =>
    ALERT_CODES.filter(code => GRAVE_CODES.has(code) === isGrave).map(code => ({ value: code, label: names(code) }))
  return (
    <MultiSelect
      label={t('codes')}
      description={t('codesHint')}
      data={[
        { group: t('grave'), items: items(true) },
        { group: t('warning'), items: items(false) },
      ]}
      value={values.codes}
      error={errorOf('codes')}
      onChange={codes => set({ codes })}
    />
  )
}
