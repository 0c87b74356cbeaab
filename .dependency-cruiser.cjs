/**
 * Who may import whom: the table of AGENTS.md, made executable. A room may always import itself.
 * `rooms`: every module of that room. `types`: its types only. `packages`: names as in package.json, `core`: Node's own modules.
 * zod stands at every border, so rooms that have one may use it.
 * Tests and their fixtures (`*.test.ts`, `*.fixture.ts`) may import every room and every installed package: they drive
 * real parts against each other. Nothing else may import them.
 */
const ROOMS = {
  engine: { rooms: [], packages: [], core: [] },
  catalog: { rooms: ['engine'], packages: ['@pydantic/genai-prices'], core: [] },
  contract: { rooms: ['engine'], packages: ['zod'], core: [] },
  rotation: { rooms: ['engine', 'catalog'], packages: [], core: ['crypto', 'timers'] },
  gateway: { rooms: ['engine', 'catalog', 'rotation', 'contract'], packages: ['undici'], core: 'any' },
  ai: {
    rooms: ['catalog', 'rotation', 'contract'],
    types: ['engine'],
    packages: [
      '@anthropic-ai/sdk',
      '@google/genai',
      'csv-parse',
      'groq-sdk',
      'openai',
      'resend',
      'unpdf',
      'yauzl',
      'zod',
    ],
    core: [],
  },
  simulator: { rooms: ['catalog'], packages: ['zod'], core: 'any' },
  lab: { rooms: ['engine', 'catalog', 'rotation', 'simulator'], packages: [], core: ['timers'] },
  vault: { rooms: [], packages: [], core: ['crypto', 'fs', 'path'] },
  store: {
    rooms: ['contract'],
    types: ['engine'],
    packages: ['@prisma/.+', 'prisma', 'better-sqlite3', 'pg', 'zod'],
    core: 'any',
  },
  alerts: {
    rooms: ['engine', 'contract', 'rotation'],
    packages: ['next-intl', 'nodemailer', 'resend', 'undici'],
    core: ['crypto', 'dns', 'net'],
  },
  control: {
    rooms: ['engine', 'catalog', 'contract', 'store', 'vault', 'rotation', 'ai', 'lab'],
    packages: ['zod', 'csv-parse', 'dotenv'],
    core: ['crypto'],
  },
  server: { rooms: 'lib', packages: 'any', core: 'any' },
  client: { rooms: ['contract'], packages: ['@tanstack/react-query', 'zod'], core: [] },
  charts: { rooms: ['contract'], packages: [], core: [] },
}

/** Folders beside lib; `lib` names rooms of lib. */
const FOLDERS = {
  components: {
    lib: ['client', 'charts', 'contract'],
    folders: [],
    packages: [
      'react',
      'react-dom',
      'next',
      'next-intl',
      '@mantine/.+',
      '@tanstack/react-query',
      'get-nonce',
      'lucide-react',
      'recharts',
    ],
    core: [],
  },
  app: {
    lib: ['client', 'contract', 'control', 'server'],
    folders: ['components'],
    packages: ['react', 'next', 'next-intl', '@mantine/.+', '@tanstack/react-query', '@fontsource-variable/.+'],
    core: [],
  },
  bin: { lib: ['contract', 'control', 'server', 'simulator'], folders: [], packages: 'any', core: 'any' },
  prisma: { lib: [], folders: [], packages: 'any', core: 'any' },
  bench: { lib: 'any', folders: [], packages: 'any', core: 'any' },
  e2e: { lib: 'any', folders: ['bin', 'bench'], packages: 'any', core: 'any' },
}

/** Files of the root, by the pattern of their names: Next's own doors, and the settings of tools. */
const ROOT_FILES = {
  proxy: { files: 'proxy', lib: [], packages: ['next'], core: [] },
  // reached when the server starts, and then by one file
  instrumentation: { files: 'instrumentation', lib: ['server/runtime[.]ts$'], packages: [], core: [] },
  settings: { files: '[a-z]+[.]config', lib: [], folders: ['e2e'], packages: 'any', core: 'any' },
}

const TEST = '[.](test|fixture)[.]tsx?$'
/** These are nouns and the constants that spell them, so a room that may have the types may have them whole. */
const NOUNS = '^lib/engine/(vocabulary|attempt|lease)[.]ts$'

const ANY_FOLDER = '^(lib|app|components|bin|bench|e2e|prisma)/'

const oneOf = names => `(${names.join('|')})`
const packagePaths = names => names.map(name => `node_modules/(@types/)?${name}(/|$)`)

function roomRules(name, room) {
  const from = { path: `^lib/${name}/`, pathNot: TEST }
  const rules = []
  if (room.rooms !== 'lib') {
    const allowed = [name, ...room.rooms]
    const types = room.types ?? []
    rules.push({
      name: `${name}-imports-rooms`,
      severity: 'error',
      comment: `${name} may import only: ${[...allowed, ...types.map(type => `${type} (types)`)].join(', ')}`,
      from,
      to: { path: ANY_FOLDER, pathNot: [`^lib/${oneOf([...allowed, ...types])}/`] },
    })
    for (const type of types) {
      rules.push({
        name: `${name}-imports-${type}-types-only`,
        severity: 'error',
        comment: `${name} may know ${type}'s types, not its decisions`,
        from,
        to: { path: `^lib/${type}/`, pathNot: NOUNS, dependencyTypesNot: ['type-only'] },
      })
    }
  } else {
    rules.push({
      name: `${name}-imports-rooms`,
      severity: 'error',
      comment: `${name} may import all of lib and nothing beside it`,
      from,
      to: { path: '^(app|components|bin|bench|e2e|prisma)/' },
    })
  }
  return [...rules, ...outsideRules(name, from, room)]
}

function folderRules(name, folder) {
  const from = { path: `^${name}/`, pathNot: TEST }
  const allowed = [`^${name}/`, ...folder.folders.map(other => `^${other}/`)]
  allowed.push(folder.lib === 'any' ? '^lib/' : `^lib/${oneOf(folder.lib)}/`)
  return [
    {
      name: `${name}-imports-rooms`,
      severity: 'error',
      comment: `${name} may import only: ${[...folder.folders, ...[folder.lib].flat()].join(', ')}`,
      from,
      to: { path: ANY_FOLDER, pathNot: allowed },
    },
    ...outsideRules(name, from, folder),
  ]
}

function rootRules(name, { files, lib, folders = [], ...outside }) {
  const from = { path: `^${files}[.]ts$` }
  const allowed = [...lib.map(path => `^lib/${path}`), ...folders.map(folder => `^${folder}/`)]
  return [
    {
      name: `${name}-imports-rooms`,
      severity: 'error',
      comment: `${name} may import only: ${[...lib, ...folders].join(', ') || 'no room'}`,
      from,
      to: { path: ANY_FOLDER, ...(allowed.length > 0 ? { pathNot: allowed } : {}) },
    },
    ...outsideRules(name, from, outside),
  ]
}

/** Packages and Node's own modules. */
function outsideRules(name, from, { packages, core }) {
  const rules = []
  if (packages !== 'any') {
    rules.push({
      name: `${name}-imports-packages`,
      severity: 'error',
      comment: `${name} may use only: ${packages.join(', ') || 'no package'}`,
      from,
      to: {
        dependencyTypes: ['npm', 'npm-dev', 'npm-optional', 'npm-peer', 'npm-no-pkg', 'npm-unknown', 'npm-bundled'],
        ...(packages.length > 0 ? { pathNot: packagePaths(packages) } : {}),
      },
    })
  }
  if (core !== 'any') {
    rules.push({
      name: `${name}-imports-core`,
      severity: 'error',
      comment: `${name} may use only: ${core.map(module => `node:${module}`).join(', ') || "none of Node's modules"}`,
      from,
      to: {
        dependencyTypes: ['core'],
        ...(core.length > 0 ? { pathNot: `^(node:)?${oneOf(core)}(/promises)?$` } : {}),
      },
    })
  }
  return rules
}

/** @type {import('dependency-cruiser').IConfiguration} */
module.exports = {
  forbidden: [
    { name: 'no-circles', severity: 'error', from: {}, to: { circular: true } },
    {
      name: 'no-dangling-imports',
      severity: 'error',
      from: {},
      to: { couldNotResolve: true, pathNot: '^[.][.]/dist/' },
    },
    {
      name: 'known-rooms-only',
      severity: 'error',
      comment: 'a new room of lib needs its line in the table first',
      from: { path: '^lib/', pathNot: `^lib/${oneOf(Object.keys(ROOMS))}/` },
      to: {},
    },
    {
      name: 'prisma-only-in-store',
      severity: 'error',
      comment: 'lib/store is the only importer of Prisma',
      from: { pathNot: ['^lib/store/', '^prisma/', '^prisma[.]config[.]ts$', TEST] },
      to: { path: ['node_modules/@?prisma/', '^lib/store/generated/'] },
    },
    {
      name: 'nobody-imports-tests',
      severity: 'error',
      from: { pathNot: [TEST, '^e2e/'] },
      to: { path: TEST },
    },
    {
      name: 'production-needs-no-dev-packages',
      severity: 'error',
      from: { path: '^(app|components|lib|bin)/', pathNot: TEST },
      to: { dependencyTypes: ['npm-dev'], dependencyTypesNot: ['npm', 'type-only'], pathNot: 'node_modules/@types/' },
    },
    {
      name: 'known-root-files-only',
      severity: 'error',
      comment: 'a new file of the root needs its line in the table first',
      from: { path: '^[^/]+[.]tsx?$', pathNot: Object.values(ROOT_FILES).map(({ files }) => `^${files}[.]ts$`) },
      to: {},
    },
    {
      name: 'nobody-imports-root-files',
      severity: 'error',
      comment: 'settings may build on settings',
      from: { pathNot: `^${ROOT_FILES.settings.files}[.]ts$` },
      to: { path: '^[^/]+[.]tsx?$' },
    },
    ...Object.entries(ROOT_FILES).flatMap(([name, file]) => rootRules(name, file)),
    ...Object.entries(ROOMS).flatMap(([name, room]) => roomRules(name, room)),
    ...Object.entries(FOLDERS).flatMap(([name, folder]) => folderRules(name, folder)),
  ],
  options: {
    doNotFollow: { path: ['node_modules', '^lib/store/generated/'] },
    exclude: { path: '^(([.]next|dist|data)/|next-env[.]d[.]ts$)' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'require', 'node', 'default', 'types'],
    },
  },
}
