/**
 * What stands under common names in a sample answer, so that an application shows something readable: a CV, a letter,
 * skills. In a list the values follow each other.
 */
const WORDS: Readonly<Record<string, readonly string[]>> = {
  headline: ['Backend developer with eight years of experience in payment systems'],
  summary: [
    'Backend developer with eight years in payment systems. Led the move of twelve services to PostgreSQL and halved the time of settlement runs. Plans work in small steps and writes down why.',
  ],
  keywords: ['PostgreSQL', 'Node.js', 'Payments'],
  translation: [
    'Ada Sample\nBackend developer\n\n2018–today  Sample Bank: led the move of twelve services to PostgreSQL.',
  ],
  notes: ['“Fachinformatiker” has no exact counterpart: put as “IT specialist”.'],
  sourceLanguage: ['German'],
  targetLanguage: ['English'],
  groups: ['Backend', 'Working together'],
  skills: ['PostgreSQL', 'Node.js', 'Code review'],
  evidence: ['Sample Bank, since 2018', 'Two open-source packages', 'Mentored three juniors'],
  subject: ['Application: backend developer'],
  greeting: ['Dear hiring team,'],
  paragraphs: [
    'I apply for the position of backend developer. For eight years I have built payment systems that people rely on.',
    'At Sample Bank I led the move of twelve services to PostgreSQL, which halved the time of settlement runs.',
    'I would be glad to tell you more in a conversation.',
  ],
  closing: ['Kind regards,'],
  signature: ['Ada Sample'],
  suggestions: ['Kubernetes', 'Observability', 'Threat modelling'],
  skill: ['Kubernetes', 'Observability', 'Threat modelling'],
  why: [
    'Most advertisements for this position ask for it.',
    'It shortens the search for faults.',
    'Payments are attacked.',
  ],
  nextStep: ['Run one service of your own on a small cluster.', 'Add tracing to one service.', 'Review one design.'],
  alreadyStrong: ['PostgreSQL', 'Node.js'],
  name: ['Ada Sample'],
  'groups.name': ['Backend', 'Working together'],
  'skills.name': ['PostgreSQL', 'Node.js', 'Code review'],
  'work.name': ['Sample Bank', 'Sample Works'],
  work: ['Sample Bank', 'Sample Works'],
  'projects.name': ['Settlement in seconds'],
  'certificates.name': ['Certified Kubernetes Administrator'],
  'publications.name': ['Idempotent payments'],
  'interests.name': ['Chess'],
  label: ['Backend developer'],
  email: ['ada@mail.example'],
  phone: ['+994 00 000 00 00'],
  position: ['Backend developer', 'Developer'],
  organization: ['Sample Club'],
  institution: ['Sample University'],
  studyType: ['BSc'],
  area: ['Computer science'],
  city: ['Baku'],
  countryCode: ['AZ'],
  language: ['Azerbaijani', 'English'],
  languages: ['Azerbaijani', 'English'],
  fluency: ['Native', 'Fluent'],
  network: ['LinkedIn'],
  username: ['ada-sample'],
  highlights: ['Led the move of twelve services to PostgreSQL.', 'Halved the time of settlement runs.'],
  url: ['https://mail.example/'],
  date: ['2021-05'],
  releaseDate: ['2021-05'],
  startDate: ['2018-03'],
  endDate: ['2024-06'],
}
const UNKNOWN = 'simulated'

/** How many values a list of this name has. */
export function sampleWordCount(name: string): number {
  return WORDS[name]?.length ?? 1
}

export function sampleWord(list: string, name: string, place: number): string {
  const words = WORDS[`${list}.${name}`] ?? WORDS[name] ?? []
  return words[place % Math.max(1, words.length)] ?? UNKNOWN
}
