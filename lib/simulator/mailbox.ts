import { randomUUID } from 'node:crypto'

/** A mail that the simulated Resend accepted. */
export type Mail = {
  id: string
  account: string
  secret: string
  idempotencyKey: string | null
  recipients: readonly string[]
  acceptedAt: number
  fields: Readonly<Record<string, unknown>>
}

const MAILS_KEPT = 10_000

/** What Resend remembers: mails by id, and what each Idempotency-Key of a team stood for. */
export class Mailbox {
  #mails = new Map<string, Mail>()
  #sendings = new Map<string, { body: string; ids: readonly string[] }>()

  /** Was this Idempotency-Key used before, and for the same body? */
  earlier(account: string, idempotencyKey: string | null, body: string): 'none' | 'same' | 'other' {
    const sending = idempotencyKey === null ? undefined : this.#sendings.get(`${account}\n${idempotencyKey}`)
    if (!sending) return 'none'
    return sending.body === body ? 'same' : 'other'
  }

  /** Accepts mails, or gives again the ids of an earlier sending under the same key. */
  accept(
    sender: Sender,
    mails: readonly Readonly<Record<string, unknown>>[],
    body: string,
    now: number,
  ): readonly string[] {
    const name = sender.idempotencyKey === null ? null : `${sender.account}\n${sender.idempotencyKey}`
    const earlier = name === null ? undefined : this.#sendings.get(name)
    if (earlier) return earlier.ids
    const ids = mails.map(fields =>
      this.#keep({ id: randomUUID(), ...sender, recipients: readRecipients(fields), acceptedAt: now, fields }),
    )
    if (name !== null) this.#sendings.set(name, { body, ids })
    return ids
  }

  find(id: string): Mail | null {
    return this.#mails.get(id) ?? null
  }

  list(): Mail[] {
    return [...this.#mails.values()]
  }

  clear(): void {
    this.#mails = new Map()
    this.#sendings = new Map()
  }

  #keep(mail: Mail): string {
    this.#mails.set(mail.id, mail)
    if (this.#mails.size > MAILS_KEPT) this.#mails.delete(this.#mails.keys().next().value ?? '')
    return mail.id
  }
}

export type Sender = { account: string; secret: string; idempotencyKey: string | null }

/** Everyone a mail goes to: each address in to, cc and bcc counts. */
export function readRecipients(mail: Readonly<Record<string, unknown>>): string[] {
  return [mail.to, mail.cc, mail.bcc].flatMap(field => {
    if (typeof field === 'string') return [field]
    return Array.isArray(field) ? field.filter(address => typeof address === 'string') : []
  })
}
