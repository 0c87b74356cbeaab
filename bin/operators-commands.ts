import type { Command } from 'commander'
import type { z } from 'zod'
import { changePasswordSchema, newOperatorSchema, operatorSelectionSchema } from '@/lib/contract/operator'
import { describeIssues } from '@/lib/contract/sentence'
import { nothingSchema } from '@/lib/contract/token'
import { changePassword, createOperator, listOperators, removeOperator } from '@/lib/control/operators'
import { wordsTable } from './plain-table'
import { readPassword } from './secret-input'
import { ask, isColored, say, sayJson } from './session'
import { BadInput } from './trouble'

/** `operators list|add|password|remove`. */
export function addOperatorsCommands(program: Command): void {
  const operators = program.command('operators').description('the people who sign in to the dashboard')
  operators.addHelpText(
    'after',
    `
Examples:
  keywheel operators add alan@example.com
  keywheel operators add grace@example.com --role viewer
  keywheel operators password grace@example.com
  keywheel operators remove grace@example.com`,
  )
  addList(operators)
  addAdd(operators)
  addPassword(operators)
  operators
    .command('remove')
    .description('end an operator and their sessions; the last admin stays')
    .argument('<email>')
    .action(async (email: string) => {
      const answer = await ask(removeOperator, operatorSelectionSchema, { email })
      say(`removed ${answer.email}`)
    })
}

function addList(operators: Command): void {
  operators
    .command('list')
    .description('show the operators')
    .option('--json', 'as JSON')
    .action(async ({ json }: { json?: boolean }) => {
      const answer = await ask(listOperators, nothingSchema, {})
      if (json) sayJson(answer)
      else if (answer.length === 0) say('No operators yet. Make one with `keywheel operators add <email>`.')
      else say(operatorsText(answer))
    })
}

function addAdd(operators: Command): void {
  operators
    .command('add')
    .description('let a person sign in; the password is asked for, or read from standard input')
    .argument('<email>')
    .option('--role <role>', 'viewer or admin', 'admin')
    .option('--name <name>', 'what to call them')
    .action(async (email: string, options: { role: string; name?: string }) => {
      const given = { email, ...options }
      check(newOperatorSchema.omit({ password: true }), given)
      const input = { ...given, password: await readPassword() }
      const answer = await ask(createOperator, newOperatorSchema, input, 'may be made')
      say(`added ${answer.email} as ${answer.role}`)
    })
}

function addPassword(operators: Command): void {
  operators
    .command('password')
    .description('give an operator another password; they are signed out everywhere')
    .argument('<email>')
    .action(async (email: string) => {
      check(operatorSelectionSchema, { email })
      const input = { email, password: await readPassword() }
      const answer = await ask(changePassword, changePasswordSchema, input)
      say(`changed the password of ${answer.email}, whose sessions are over`)
    })
}

/** Before the password is asked for. */
function check(schema: z.ZodType, input: unknown): void {
  const checked = schema.safeParse(input)
  if (!checked.success) throw new BadInput([describeIssues(checked.error)])
}

function operatorsText(operators: Awaited<ReturnType<typeof listOperators>>): string {
  const rows = operators.map(({ email, role, name, lastSignInAt }) => [
    email,
    role,
    name ?? '–',
    lastSignInAt ?? 'never',
  ])
  return wordsTable(['E-mail', 'Role', 'Name', 'Last sign-in'], rows, isColored)
}
