import classes from './playground.module.css'

/** A result as it reads: fields by their own names, lists as lists, text with its lines. */
export function ResultValue({ value }: { value: unknown }) {
  if (Array.isArray(value)) {
    return (
      <ul className={classes.list}>
        {value.map((item, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: a finished result does not change
          <li key={index}>
            <ResultValue value={item} />
          </li>
        ))}
      </ul>
    )
  }
  if (typeof value === 'object' && value !== null) {
    return (
      <dl className={classes.result}>
        {Object.entries(value).map(([name, inner]) => (
          <div key={name}>
            <dt lang="en">{name}</dt>
            <dd>
              <ResultValue value={inner} />
            </dd>
          </div>
        ))}
      </dl>
    )
  }
  return <span className={classes.said}>{String(value)}</span>
}
