import { randomUUID } from 'node:crypto'

/**
 * Long texts on their way to the SQLite driver. Prisma writes a statement's parameters out and reads them in again,
 * which costs a batch of attempts a quarter of its time, so it is given a ticket and our adapter puts the text in.
 */
const texts = new Map<string, string>()

/** Nobody can guess it: no text that a person or a caller chose is ever taken for a ticket. */
const PREFIX = `long-text:${randomUUID()}:`
let lastNumber = 0

/** Sends a ticket for the text, which is good until `send` ends. */
export async function byTicket<T>(text: string, send: (ticket: string) => Promise<T>): Promise<T> {
  lastNumber += 1
  const ticket = `${PREFIX}${lastNumber}`
  texts.set(ticket, text)
  try {
    return await send(ticket)
  } finally {
    texts.delete(ticket)
  }
}

/** The parameters of a statement, with the texts in place of their tickets. */
export function redeemed(parameters: readonly unknown[]): unknown[] {
  return parameters.map(each => (typeof each === 'string' && each.startsWith(PREFIX) ? textOf(each) : each))
}

function textOf(ticket: string): string {
  const text = texts.get(ticket)
  if (text === undefined) throw new Error('a long text was sent after its time')
  return text
}
