import { Code, Text, Title } from '@mantine/core'
import classes from './overview.module.css'
import { words } from './words'

/** No keys: how to add some. */
export function OverviewEmpty() {
  return (
    <section className={`${classes.card} ${classes.padded}`}>
      <Title order={2} className={classes.cardTitle}>
        {words.empty.title}
      </Title>
      <Text mt="xs">{words.empty.explain}</Text>
      <Text mt="md" size="sm" c="dimmed">
        {words.empty.environment}
      </Text>
      <Code block mt={4}>
        {words.empty.environmentCode}
      </Code>
      <Text mt="md" size="sm" c="dimmed">
        {words.empty.command}
      </Text>
      <Code block mt={4}>
        {words.empty.commandCode}
      </Code>
    </section>
  )
}
