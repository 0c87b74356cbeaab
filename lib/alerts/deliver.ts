import type { InProcessPorts } from '@/lib/rotation/in-process-ports'
import { type ResendTarget, type SmtpTarget, sendByResend, sendBySmtp } from './channels/email'
import { type SlackTarget, sendSlack } from './channels/slack'
import { sendWebhook, type WebhookTarget } from './channels/webhook'
import type { AlertMessage } from './message'
import type { Delivered } from './outcome'

/** Where a message goes, with its secrets in the clear: made at the last moment, kept nowhere. */
export type Target =
  | ({ via: 'webhook' } & WebhookTarget)
  | ({ via: 'slack' } & SlackTarget)
  | ({ via: 'resend' } & ResendTarget)
  | ({ via: 'smtp' } & SmtpTarget)

/** Tries once to deliver a message. Never rejects. */
export function deliver(mail: InProcessPorts, target: Target, message: AlertMessage): Promise<Delivered> {
  switch (target.via) {
    case 'webhook':
      return sendWebhook(target, message, mail.now)
    case 'slack':
      return sendSlack(target, message, mail.now)
    case 'resend':
      return sendByResend(mail, target, message)
    case 'smtp':
      return sendBySmtp(target, message)
  }
}
