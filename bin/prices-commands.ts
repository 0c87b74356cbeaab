import type { Command } from 'commander'
import { removePriceSchema, setPriceSchema } from '@/lib/contract/prices'
import { nothingSchema } from '@/lib/contract/token'
import { listOwnPrices, removePrice, setPrice } from '@/lib/control/prices'
import { wordsTable } from './plain-table'
import { plainText } from './plain-text'
import { ask, isColored, say, sayJson } from './session'
import { asNumber } from './setting-text'

type PriceOptions = { input?: string; output?: string; cached?: string; each?: string }
type Listed = Awaited<ReturnType<typeof listOwnPrices>>

/** `prices list|set|remove`. */
export function addPricesCommands(program: Command): void {
  const prices = program.command('prices').description('what models cost, where the price list is not right for you')
  prices
    .command('list')
    .description('show the prices of your own, and the models in use that have none')
    .option('--json', 'as JSON')
    .action(async ({ json }: { json?: boolean }) => {
      const answer = await ask(listOwnPrices, nothingSchema, {})
      if (json) sayJson(answer)
      else say(listText(answer))
    })
  prices
    .command('set')
    .description('say what a model costs from now on, in US dollars; a running server follows at once')
    .argument('<service>', 'whose model it is')
    .argument('<model>', 'its name, or its beginning and *; * alone fits everything')
    .option('--input <dollars>', 'a million tokens of input')
    .option('--output <dollars>', 'a million tokens of output')
    .option('--cached <dollars>', 'a million tokens of input that the upstream had in its cache')
    .option('--each <dollars>', 'each request, or each recipient of mail')
    .addHelpText(
      'after',
      `
Examples:
  keywheel prices set groq llama-3.3-70b-versatile --input 0.59 --output 0.79
  keywheel prices set my-llm '*' --input 0 --output 0
  keywheel prices set resend '*' --each 0.0004`,
    )
    .action(async (service: string, model: string, { input, output, cached, each }: PriceOptions) => {
      const amounts = { inputUsd: given(input), outputUsd: given(output), cachedInputUsd: given(cached) }
      const answer = await ask(setPrice, setPriceSchema, { service, model, ...amounts, unitUsd: given(each) })
      const isNew = answer.auditId !== null
      say(plainText(isNew ? `${service} ${model} has this price from now on` : `${service} ${model} had this price`))
    })
  prices
    .command('remove')
    .description('go back to what the price list says')
    .argument('<service>', 'whose model it is')
    .argument('<model>', 'as it was set')
    .action(async (service: string, model: string) => {
      await ask(removePrice, removePriceSchema, { service, model })
      say(plainText(`${service} ${model} has no price of your own any more`))
    })
}

/** What is no number is said to be none by the schema. */
function given(text: string | undefined): number | string | undefined {
  return text === undefined ? undefined : asNumber(text)
}

function listText({ prices, unpriced, days }: Listed): string {
  const parts = [
    prices.length === 0
      ? 'No prices of your own. Set one with `keywheel prices set <service> <model> --input … --output …`.'
      : pricesText(prices),
  ]
  if (unpriced.length > 0) parts.push(`In use in the last ${days} days without a price:\n${unpricedText(unpriced)}`)
  return parts.join('\n\n')
}

function pricesText(prices: Listed['prices']): string {
  const dollars = (amount: number | null) => (amount === null ? '–' : `$${amount}`)
  const rows = prices.map(({ service, model, inputUsd, outputUsd, cachedInputUsd, unitUsd }) => [
    ...[service, model, dollars(inputUsd), dollars(outputUsd), dollars(cachedInputUsd), dollars(unitUsd)],
  ])
  return wordsTable(['Service', 'Model', 'Input / 1M', 'Output / 1M', 'Cached / 1M', 'Each'], rows, isColored)
}

function unpricedText(unpriced: Listed['unpriced']): string {
  const rows = unpriced.map(({ service, model, tokens, refused, lastDay }) => [
    ...[service, model || '(none named)', String(tokens), String(refused), lastDay],
  ])
  return wordsTable(['Service', 'Model', 'Tokens', 'Refused', 'Last'], rows, isColored)
}
