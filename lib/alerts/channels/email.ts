import { Socket } from 'node:net'
import { createTransport } from 'nodemailer'
import { Resend } from 'resend'
import { SECOND_MS } from '@/lib/engine/vocabulary'
import { ExhaustedError } from '@/lib/rotation/exhausted-error'
import type { InProcessPorts } from '@/lib/rotation/in-process-ports'
import { withKey } from '@/lib/rotation/with-key'
import { resolveGuarded } from '../address'
import { mailOf } from '../mail'
import type { AlertMessage } from '../message'
import { type Delivered, failed, judgeError, SENT } from '../outcome'

export type ResendTarget = { from: string; to: readonly string[]; idempotencyKey: string }
export type SmtpTarget = {
  from: string
  to: readonly string[]
  host: string
  port: number
  security: 'tls' | 'starttls' | 'none'
  login: { user: string; pass: string } | null
  allowsPrivate: boolean
  limitMs?: number
}

const MAIL_LIMIT_MS = 30 * SECOND_MS

/**
 * Mails through our own pool of Resend keys: a key that is limited or refused gives way to the next one, under one
 * idempotency key, so that a mail of unknown fate is not sent twice within an account.
 */
export async function sendByResend(
  ports: InProcessPorts,
  { from, to, idempotencyKey }: ResendTarget,
  message: AlertMessage,
): Promise<Delivered> {
  if (ports.findService('resend')?.isOff) return failed({ key: 'channelServiceOff' })
  const mail = { from, to: [...to], ...mailOf(message) }
  try {
    const { error } = await withKey(
      ports,
      'resend',
      use => {
        const resend = new Resend(use.apiKey, { baseUrl: use.origin })
        return resend.emails.send(mail, { idempotencyKey: use.idempotencyKey })
      },
      { units: to.length, idempotencyKey, deadlineMs: MAIL_LIMIT_MS, method: 'POST', path: '/emails' },
    )
    return error === null ? SENT : failed({ key: 'channelMailRefused', values: { code: error.name } })
  } catch (error) {
    if (error instanceof ExhaustedError) return failed({ key: 'channelNoKey' }, error.retryAt)
    return judgeError(error)
  }
}

/** Mails through a server of one's own, within a limit of time whatever it does. Certificates are checked. */
export async function sendBySmtp(target: SmtpTarget, message: AlertMessage): Promise<Delivered> {
  const limit = AbortSignal.timeout(target.limitMs ?? MAIL_LIMIT_MS)
  try {
    await Promise.race([mailBySmtp(target, message, limit), endOf(limit)])
    return SENT
  } catch (error) {
    return limit.aborted ? judgeError(limit.reason) : judgeRefusal(error)
  }
}

/** Judges the server's address before it calls it. */
async function mailBySmtp(target: SmtpTarget, message: AlertMessage, limit: AbortSignal): Promise<void> {
  const { from, to, host, port, security, login, allowsPrivate } = target
  const address = await resolveGuarded(host, allowsPrivate)
  limit.throwIfAborted()
  const transport = createTransport({
    ...{ host: address, port, secure: security === 'tls', requireTLS: security === 'starttls' },
    ...{ ignoreTLS: security === 'none', tls: { servername: host }, ...(login && { auth: login }) },
    // the library knows limits of silence alone: a server that says a little now and then would hold it for ever
    socket: new Socket({ signal: limit }),
    ...{ disableFileAccess: true, disableUrlAccess: true },
  })
  try {
    // the same at each try: a mail program shows a second copy once
    const messageId = `<${message.id}@keywheel>`
    await transport.sendMail({ from, to: [...to], ...mailOf(message), messageId })
  } finally {
    transport.close()
  }
}

function endOf(limit: AbortSignal): Promise<never> {
  return new Promise((_, reject) => limit.addEventListener('abort', () => reject(limit.reason), { once: true }))
}

/** What the mail server answered is told as its number alone. */
function judgeRefusal(error: unknown): Delivered {
  const { code, responseCode: status } = Object(error)
  if (code === 'ETLS' || typeof status !== 'number') return judgeError(error)
  return failed({ key: code === 'EAUTH' ? 'channelMailLogin' : 'channelMailServer', values: { status } })
}
