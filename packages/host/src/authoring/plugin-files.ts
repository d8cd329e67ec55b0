import {commandFiles, coverageTest} from './command-files.ts'
import {pluginFile, pluginText} from './plugin-draft.ts'

/** What a new plugin is called. */
export interface NewPlugin {
  /** npm name: `ome-quota-report`. */
  readonly name: string
  /** First word of its commands: `quota-report`. */
  readonly topic: string
  /** Version of the sdk it is made for. */
  readonly sdk: string
}

/** Versions of the tools that a new plugin is tested with: those of this repository. */
export const tools = {
  '@types/mocha': '10.0.10',
  '@types/node': '24.19.2',
  mocha: '12.0.3',
  typescript: '6.0.3',
} as const

const json = (value: unknown): string => `${JSON.stringify(value, null, 2)}\n`

/** All files of a new plugin outside this repository, relative to its folder: one command, green at once. */
export function pluginFiles(plugin: NewPlugin): ReadonlyMap<string, string> {
  const {name, topic} = plugin
  return new Map([
    ['package.json', json(packageJson(plugin))],
    ['build.mjs', build],
    ['tsconfig.json', json(tsconfig)],
    ['.mocharc.json', json({extension: ['ts'], spec: ['src/**/*.test.ts', 'test/**/*.test.ts'], timeout: 20000})],
    ['.gitignore', 'node_modules/\ndist/\noclif.manifest.json\n*.tgz\n'],
    ['README.md', readme(plugin)],
    ['.changeset/config.json', json({changelog: '@changesets/cli/changelog', commit: false, access: 'public'})],
    ['.changeset/first-release.md', changeset(name, topic)],
    ...registryFiles(plugin),
    ...commandFiles([topic, 'show']),
    coverageTest(),
  ])
}

/** What is reviewed before a registry offers the plugin: who it is, and its first release as far as it is known. */
export const registryFiles = ({name, topic, sdk}: NewPlugin): readonly [string, string][] => [
  [
    pluginFile,
    pluginText({
      name,
      kind: 'npm',
      summary: `What ${topic} is for, in one line`,
      topics: [topic],
      version: '0.1.0',
    }),
  ],
  [
    'releases/0.1.0.yaml',
    `# ome plugin publish completes it: publishedAt, artifact, manifest and needs are read from the packed plugin.
version: 0.1.0
hostApi: "^${sdk}"
network: []
approvedBy: []
`,
  ],
]

/** The contract's part of a plugin's package.json. */
export const contractOf = ({topic, sdk}: Pick<NewPlugin, 'topic' | 'sdk'>) => ({
  files: ['dist', 'oclif.manifest.json', 'README.md'],
  oclif: {
    commands: {strategy: 'explicit', target: './dist/plugin.cjs', identifier: 'commands'},
    topicSeparator: ' ',
    topics: {[topic]: {description: `What ${topic} is for, in one line`}},
  },
  ome: {hostApi: `^${sdk}`, topics: [{name: topic}]},
  peerDependencies: {'@ome/sdk': `^${sdk}`},
})

const packageJson = ({name, topic, sdk}: NewPlugin) => ({
  name,
  version: '0.1.0',
  description: `What ${topic} is for, in one line`,
  type: 'module',
  license: 'Apache-2.0',
  engines: {node: '>=22.19'},
  scripts: {
    build: 'node build.mjs',
    check: 'tsc -p .',
    unit: 'mocha',
    golden: 'OME_GOLDEN=1 mocha',
    test: 'ome plugin test',
    try: 'ome plugin try',
    link: 'ome plugin link .',
    pack: 'ome plugin pack',
    release: 'ome plugin publish',
  },
  ...contractOf({topic, sdk}),
  devDependencies: {'@ome/sdk': `^${sdk}`, '@ome/testkit': `^${sdk}`, ...tools},
})

const build = `// Bundles src/commands into dist/plugin.cjs and writes the manifest and the bill of materials.
import {buildPlugin} from '@ome/testkit/build/plugin'

await buildPlugin(import.meta.dirname)
`

const tsconfig = {
  compilerOptions: {
    target: 'es2024',
    lib: ['es2024', 'esnext.disposable'],
    module: 'nodenext',
    moduleResolution: 'nodenext',
    types: ['node', 'mocha'],
    noEmit: true,
    strict: true,
    noUncheckedIndexedAccess: true,
    exactOptionalPropertyTypes: true,
    noImplicitOverride: true,
    erasableSyntaxOnly: true,
    verbatimModuleSyntax: true,
    allowImportingTsExtensions: true,
    skipLibCheck: true,
  },
  include: ['src/**/*.ts', 'test/**/*.ts'],
}

const changeset = (name: string, topic: string): string =>
  `---\n'${name}': minor\n---\n\nShow how many pods are in each phase: \`ome ${topic} show\`.\n`

const readme = ({name, topic}: NewPlugin): string => `# ${name}

What it is for, and for whom.

\`\`\`sh
ome plugin install ${name}
ome ${topic} show
\`\`\`

## Working on it

\`\`\`sh
npm install
npm test                    # types, tests, coverage of rights and the contract with ome
npm run try -- ${topic} show  # builds it and runs it from this folder
npm run pack                # the archive that is published, the same bytes every time
npm run release             # packs it and drafts releases/<version>.yaml for the registry's review
\`\`\`

\`npm test\` and the lines below it need \`ome\` on the PATH.
`
