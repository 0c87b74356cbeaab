import { Button, NumberInput, Select } from '@mantine/core'
import { FlaskConical, Square } from 'lucide-react'
import { useTranslations } from 'next-intl'
import { Panel } from '@/components/layout/panel'
import { type Lab, REHEARSAL_RANGES } from '@/lib/contract/lab'
import classes from './lab.module.css'
import { useMixWords } from './mix-words'
import { askedOf, type LabForm as Form } from './use-lab-form'
import type { Rehearsals } from './use-rehearsals'

type LabFormProps = { lab: Lab; form: Form; rehearsals: Rehearsals }

/** What is rehearsed: the service, what goes wrong, and the traffic. */
export function LabForm({ lab, form, rehearsals }: LabFormProps) {
  const t = useTranslations('lab')
  const words = useMixWords()
  const mixes = lab.mixes.map(({ name, about }) => ({ name, ...words(name, about) }))
  const isPlaying = rehearsals.state === 'playing'
  const services = lab.services.map(({ id, label, keyCount, isPlayed }) => ({
    value: id,
    label: isPlayed ? t('service.option', { label, count: keyCount }) : t('service.notPlayed', { label }),
    disabled: !isPlayed,
  }))
  return (
    <Panel title={t('form')}>
      <form className={classes.form} onSubmit={form.onSubmit(values => void rehearsals.play(askedOf(values)))}>
        <Select
          label={t('service.label')}
          data={services}
          allowDeselect={false}
          searchable={services.length > 8}
          {...form.getInputProps('service')}
        />
        <Select
          label={t('mix')}
          data={mixes.map(({ name, label }) => ({ value: name, label }))}
          allowDeselect={false}
          description={mixes.find(({ name }) => name === form.values.mix)?.description}
          inputWrapperOrder={['label', 'input', 'description', 'error']}
          className={classes.mix}
          {...form.getInputProps('mix')}
        />
        <Traffic form={form} />
        {isPlaying ? (
          <Button
            type="button"
            variant="default"
            leftSection={<Square size={15} aria-hidden />}
            onClick={rehearsals.stop}
          >
            {t('stop')}
          </Button>
        ) : (
          <Button type="submit" className={classes.submit} leftSection={<FlaskConical size={16} aria-hidden />}>
            {t('play')}
          </Button>
        )}
      </form>
    </Panel>
  )
}

function Traffic({ form }: { form: Form }) {
  const t = useTranslations('lab')
  const { minutes, requestsPerSecond, grant, latencyMs, seed } = REHEARSAL_RANGES
  return (
    <>
      <NumberInput
        label={t('requestsPerSecond')}
        min={0}
        max={requestsPerSecond.most}
        {...form.getInputProps('requestsPerSecond')}
      />
      <NumberInput label={t('minutes')} min={0} max={minutes.most} {...form.getInputProps('minutes')} />
      <NumberInput
        label={t('upstreamPerMinute')}
        description={t('upstreamPerMinuteHelp')}
        inputWrapperOrder={['label', 'input', 'description', 'error']}
        placeholder={t('noLimit')}
        min={0}
        max={grant.most}
        allowDecimal={false}
        {...form.getInputProps('upstreamPerMinute')}
      />
      <NumberInput label={t('latencyMs')} min={0} max={latencyMs.most} {...form.getInputProps('latencyMs')} />
      <NumberInput label={t('seed')} min={0} max={seed.most} allowDecimal={false} {...form.getInputProps('seed')} />
    </>
  )
}
