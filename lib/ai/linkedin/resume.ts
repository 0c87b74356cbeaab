import type { JsonResume } from '../json-resume'
import { readDate } from './dates'
import type { Row, SheetName, Sheets } from './sheets'

/** What LinkedIn's tables state, as a CV. Nothing is guessed: what no table says is absent. */
export function resumeOf(sheets: Sheets): JsonResume {
  const courses = (sheets.courses ?? []).flatMap(row => row.name ?? [])
  const education = rowsOf(sheets, 'education', schoolOf)
  // the export does not say which school a course was at
  if (education?.length === 1 && courses.length > 0) Object.assign(education[0] ?? {}, { courses })
  return present({
    basics: basicsOf(sheets),
    work: rowsOf(sheets, 'positions', positionOf),
    volunteer: rowsOf(sheets, 'volunteering', volunteeringOf),
    education,
    awards: rowsOf(sheets, 'honors', row => ({
      title: row.title,
      date: readDate(row['issued on']),
      summary: row.description,
    })),
    certificates: rowsOf(sheets, 'certifications', row => ({
      name: row.name,
      issuer: row.authority,
      date: readDate(row['started on']),
      url: row.url,
    })),
    publications: rowsOf(sheets, 'publications', row => ({
      name: row.name,
      publisher: row.publisher,
      releaseDate: readDate(row['published on']),
      url: row.url,
      summary: row.description,
    })),
    skills: rowsOf(sheets, 'skills', row => ({ name: row.name })),
    languages: rowsOf(sheets, 'languages', row => ({ language: row.name, fluency: row.proficiency })),
    references: rowsOf(sheets, 'recommendationsreceived', referenceOf),
    projects: rowsOf(sheets, 'projects', row => ({
      name: row.title,
      description: row.description,
      url: row.url,
      ...spanOf(row),
    })),
  })
}

function basicsOf(sheets: Sheets): JsonResume['basics'] {
  const [profile = {}] = sheets.profile ?? []
  const emails = sheets.emailaddresses ?? []
  const email = emails.find(row => row.primary?.toLowerCase() === 'yes') ?? emails[0]
  const name = [profile['first name'], profile['last name']].filter(Boolean).join(' ')
  const basics = present({
    name: name === '' ? undefined : name,
    label: profile.headline,
    email: email?.['email address'],
    phone: sheets.phonenumbers?.find(row => row.number)?.number,
    url: listed(profile.websites)[0],
    summary: profile.summary,
    location: locationOf(profile),
    profiles: profilesOf(profile),
  })
  return Object.keys(basics).length === 0 ? undefined : basics
}

function locationOf(profile: Row) {
  const location = present({
    address: profile.address,
    postalCode: profile['zip code'],
    region: profile['geo location'],
  })
  return Object.keys(location).length === 0 ? undefined : location
}

function profilesOf(profile: Row) {
  const handles = listed(profile['twitter handles'])
  return handles.length === 0 ? undefined : handles.map(username => ({ network: 'Twitter', username }))
}

/** `[COMPANY:https://a.example,https://b.example]` */
function listed(text = ''): string[] {
  return text
    .replace(/^\[|\]$/g, '')
    .split(',')
    .map(part => part.replace(/^\s*[A-Z_]+:(?=\S)/, '').trim())
    .filter(part => part !== '')
}

function positionOf(row: Row) {
  return {
    name: row['company name'],
    position: row.title,
    location: row.location,
    ...spanOf(row),
    summary: row.description,
  }
}

function volunteeringOf(row: Row) {
  return { organization: row['company name'], position: row.role, ...spanOf(row), summary: row.description }
}

function schoolOf(row: Row) {
  return {
    institution: row['school name'],
    studyType: row['degree name'],
    startDate: readDate(row['start date'] ?? row['started on']),
    endDate: readDate(row['end date'] ?? row['finished on']),
    area: row['field of study'],
  }
}

function referenceOf(row: Row) {
  const name = [row['first name'], row['last name']].filter(Boolean).join(' ')
  const place = [row['job title'], row.company].filter(Boolean).join(', ')
  return { name: place === '' ? name : `${name} (${place})`, reference: row.text }
}

function spanOf(row: Row) {
  return { startDate: readDate(row['started on']), endDate: readDate(row['finished on']) }
}

/** `undefined` for a table that is not there or says nothing. */
function rowsOf<Item extends object>(sheets: Sheets, name: SheetName, read: (row: Row) => Item) {
  const items = (sheets[name] ?? []).map(row => present(read(row))).filter(item => Object.keys(item).length > 0)
  return items.length === 0 ? undefined : items
}

/** Without its undefined fields: those that may be undefined are optional, so it is still what it was. */
function present<Item extends object>(item: Item): Item {
  const entries = Object.entries(item).filter(([, value]) => value !== undefined)
  return Object.fromEntries(entries) as Item
}
