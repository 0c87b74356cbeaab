import Link from 'next/link'
import classes from './alerts.module.css'

/** A service by the name its makers gave it. */
export function ServiceLink({ service, label }: { service: string; label: string }) {
  return (
    <Link href={`/services/${encodeURIComponent(service)}`} className={classes.subject}>
      {label}
    </Link>
  )
}

type KeyLinkProps = { keyId: string; name: string; masked: string; label: string }

/** A key by its service, its name and what is shown of its secret. */
export function KeyLink({ keyId, name, masked, label }: KeyLinkProps) {
  return (
    <>
      <Link href={`/keys/${encodeURIComponent(keyId)}`} className={classes.subject}>
        {label} · {name}
      </Link>{' '}
      <span className={classes.masked}>{masked}</span>
    </>
  )
}
