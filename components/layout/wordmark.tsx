import classes from './layout.module.css'

/** A wheel of keys: one of six is in turn. */
export function Wordmark() {
  return (
    <span className={classes.wordmark}>
      <svg width="24" height="24" viewBox="0 0 24 24" aria-hidden="true">
        <circle cx="12" cy="12" r="9.25" fill="none" stroke="currentColor" strokeWidth="1.5" opacity="0.35" />
        <circle cx="12" cy="2.9" r="2.4" className={classes.turn} />
        {[60, 120, 180, 240, 300].map(angle => (
          <circle key={angle} cx="12" cy="2.9" r="1.9" fill="currentColor" transform={`rotate(${angle} 12 12)`} />
        ))}
      </svg>
      Keywheel
    </span>
  )
}
