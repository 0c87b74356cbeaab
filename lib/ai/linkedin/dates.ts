const MONTHS = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec']

/**
 * LinkedIn's dates as JSON Resume has them: `Jan 2020`, `May 17, 2019`, `17 May 2019`, `2019/05/17 10:00 UTC`, `2019`.
 * Anything else is not guessed at.
 */
export function readDate(text: string | undefined): string | undefined {
  if (text === undefined) return undefined
  const numbers = /^(\d{4})(?:[-/.](\d{1,2})(?:[-/.](\d{1,2}))?)?(?:[ T].*)?$/.exec(text)
  if (numbers) return joined(numbers[1], numbers[2], numbers[3])
  const [, day = '', month = '', otherDay = '', year = ''] =
    /^(?:(\d{1,2}) )?([A-Za-z]{3})[a-z]*\.?(?: (\d{1,2}),?)?,? (\d{4})$/.exec(text) ?? []
  const index = MONTHS.indexOf(month.toLowerCase())
  return index === -1 ? undefined : joined(year, String(index + 1), day || otherDay)
}

function joined(year = '', month = '', day = ''): string | undefined {
  const [monthNumber, dayNumber] = [Number(month), Number(day)]
  if (month === '') return year
  if (monthNumber < 1 || monthNumber > 12) return undefined
  const start = `${year}-${month.padStart(2, '0')}`
  return day === '' || dayNumber < 1 || dayNumber > 31 ? start : `${start}-${day.padStart(2, '0')}`
}
