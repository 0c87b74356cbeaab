const HOUR_MS = 60 * 60 * 1000
const MORNING_HOUR = 9

export function inOneHour(now: Date): Date {
  return new Date(now.getTime() + HOUR_MS)
}

/** In the browser's zone, whatever clocks do in the night. */
export function tomorrowAtNine(now: Date): Date {
  return new Date(now.getFullYear(), now.getMonth(), now.getDate() + 1, MORNING_HOUR)
}

/** As `<input type="datetime-local">` wants it, in the browser's zone: `2026-11-22T14:10`. */
export function localMinute(at: Date): string {
  const [date, time] = [
    [at.getFullYear(), at.getMonth() + 1, at.getDate()].map(padded).join('-'),
    [at.getHours(), at.getMinutes()].map(padded).join(':'),
  ]
  return `${date}T${time}`
}

const padded = (count: number) => String(count).padStart(2, '0')
