import { type AlertMessage, textOf } from './message'

export type Mail = { subject: string; text: string; html: string }

/** A message as a mail: plain text, and the same with its headings and its link. */
export function mailOf(message: AlertMessage): Mail {
  const { title, lines, link } = message
  const subject = title.replace(/[\r\n]+/g, ' ')
  const paragraphs = lines.map(line => {
    const heading = line.title ? `<strong>${escaped(line.title)}</strong><br>` : ''
    return `<p style="margin:0 0 16px">${heading}${escaped(line.text)}</p>`
  })
  const html = `<div style="font:15px/1.5 system-ui,sans-serif;max-width:640px">
<h1 style="font-size:18px;margin:0 0 16px">${escaped(title)}</h1>
${paragraphs.join('\n')}
<p><a href="${escaped(link.url)}">${escaped(link.text)}</a></p>
</div>`
  return { subject, text: textOf(message), html }
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;')
}
