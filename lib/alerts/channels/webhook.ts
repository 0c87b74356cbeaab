import { createHmac } from 'node:crypto'
import { type Instant, SECOND_MS } from '@/lib/engine/vocabulary'
import { type AlertMessage, textOf } from '../message'
import type { Delivered } from '../outcome'
import { post } from './post'

export type WebhookTarget = { url: string; secret: string; allowsPrivate: boolean; limitMs?: number }

const SIGNATURE_HEADER = 'x-keywheel-signature'
const TIMESTAMP_HEADER = 'x-keywheel-timestamp'
const ID_HEADER = 'x-keywheel-id'

/**
 * Tells a program: JSON with a signature over timestamp and body, so that the receiver can trust both and refuse old
 * ones. The id, which is the idempotency key too, stays the same at each try of a message.
 */
export function sendWebhook(target: WebhookTarget, message: AlertMessage, now: () => Instant): Promise<Delivered> {
  const { id, kind, title, alerts, link } = message
  const body = JSON.stringify({ id, kind, title, text: textOf(message), link: link.url, alerts })
  const timestamp = String(Math.floor(now() / SECOND_MS))
  const { url, secret, allowsPrivate, limitMs } = target
  return post(
    {
      ...{ url, allowsPrivate, body, ...(limitMs !== undefined && { limitMs }) },
      headers: {
        [ID_HEADER]: id,
        'idempotency-key': id,
        [TIMESTAMP_HEADER]: timestamp,
        [SIGNATURE_HEADER]: `sha256=${signatureOf(secret, timestamp, body)}`,
      },
    },
    now,
  )
}

/** HMAC-SHA256 in hex over `<timestamp>.<body>`. @throws when there is no secret: anybody could sign with none */
export function signatureOf(secret: string, timestamp: string, body: string): string {
  if (secret === '') throw new Error('a webhook is not signed with an empty secret')
  return createHmac('sha256', secret).update(`${timestamp}.${body}`).digest('hex')
}
