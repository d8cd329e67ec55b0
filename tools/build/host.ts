import {existsSync, mkdirSync, readFileSync} from 'node:fs'
import {join} from 'node:path'
import {bundle, commandAccessors, commandId, handedOver} from '@ome/testkit/build/bundle'
import {writeManifest} from '@ome/testkit/build/manifest'
import type {Plugin} from 'esbuild'
import {BuildStamp, builders, sources} from './inputs.ts'
import {lazyFramework} from './lazy-framework.ts'
import {lazyLibraries, libraryFile} from './lazy-libraries.ts'

/** Libraries that only some branches need; each becomes a file of its own, so that the hot path does not read it. */
const heavy = new Set([
  '@kubernetes/client-node',
  'cosmiconfig',
  'enquirer',
  'js-yaml',
  'listr2',
  'openid-client',
  'semver',
  'tar-stream',
  'undici',
  'ws',
  'yaml',
])

/** What only the framework's full start and its help use. */
const rarelyUsed = [
  'cli-spinners',
  'debug',
  'ejs',
  'lilconfig',
  'minimatch',
  'tinyglobby',
  'widest-line',
  'wordwrap',
  'wsl-utils',
]

/** Sub-paths of the framework that plugins may import; sdk sub-paths come from its package.json. */
const framework = ['', '/args', '/command', '/config', '/errors', '/flags', '/help', '/interfaces', '/parser', '/ux']

/**
 * Builds `dist/boot.cjs` (loads bundles with their compiled code), `dist/main.cjs` (the launcher, small: every start
 * reads it), `dist/seldom.cjs` (what few starts need of it), `dist/shared.cjs` (sdk and framework, read when a command runs), `dist/plugin.cjs` (the host's own
 * commands), `dist/foreign.cjs` (runs commands of other languages) and the manifest.
 */
export async function buildHost(root: string, folder: string): Promise<string | undefined> {
  const files = sources(join(folder, 'src/commands'), '**/*.ts')
  const stamp = new BuildStamp(root, join(folder, 'dist/.build.json'), files)
  if (stamp.isFresh() && existsSync(join(folder, 'oclif.manifest.json'))) return undefined

  stamp.clear()
  mkdirSync(join(folder, 'dist/lib'), {recursive: true})
  const libraries = new Map<string, string>()
  const boot = await bundle(root, {
    entry: 'exports.start = (words, given) => require("./src/launch/boot.ts").boot(words, {dist: __dirname, ...given})',
    folder,
    outfile: join(folder, 'dist/boot.cjs'),
  })
  const main = await bundle(root, {
    entry: mainEntry(folder),
    folder,
    outfile: join(folder, 'dist/main.cjs'),
    plugins: [lazyLibraries(heavy, libraries), fromShared, fromSeldom],
  })
  const rest = await bundle(root, {
    entry: seldom.map((name) => `exports[${JSON.stringify(name)}] = () => require("./src/${name}.ts")`).join('\n'),
    folder,
    outfile: join(folder, 'dist/seldom.cjs'),
    plugins: [lazyLibraries(heavy, libraries), fromShared],
  })
  const shared = await bundle(root, {
    entry: sharedEntry(join(root, 'packages/sdk')),
    folder,
    outfile: join(folder, 'dist/shared.cjs'),
    // The framework would transpile plugins with these; ours are built.
    external: ['typescript', 'tsx', 'ts-node', 'pnpapi'],
    plugins: [lazyLibraries(new Set([...heavy, ...rarelyUsed]), libraries), lazyFramework],
  })
  const commands = await bundle(root, {
    entry: commandAccessors(files),
    folder,
    outfile: join(folder, 'dist/plugin.cjs'),
    external: handedOver,
    plugins: [lazyLibraries(heavy, libraries)],
  })
  const foreign = await bundle(root, {
    entry: 'exports.foreignCommand = require("./src/foreign/command-class.ts").foreignCommand',
    folder,
    outfile: join(folder, 'dist/foreign.cjs'),
    external: handedOver,
    plugins: [lazyLibraries(heavy, libraries)],
  })
  const chunks = [...libraries].map(([name, from]) =>
    bundle(root, {
      entry: `module.exports = require(${JSON.stringify(name)})`,
      folder: from,
      outfile: join(folder, 'dist', libraryFile(name)),
    }),
  )
  const inputs = [boot, main, rest, shared, commands, foreign, ...(await Promise.all(chunks))].flatMap(
    (made) => made.inputs,
  )
  await writeManifest(folder, files.map(commandId))

  stamp.save([...inputs, ...builders(root), join(folder, 'package.json'), join(root, 'packages/sdk/package.json')])
  return `${files.length} commands, launcher ${Math.ceil(main.bytes / 1024)} KiB, shared ${Math.ceil(shared.bytes / 1024)} KiB`
}

/** What the launcher itself takes from the shared file, because plugins need it too and it is large. */
const fromShared: Plugin = {
  name: 'from-shared',
  setup({onResolve, onLoad}) {
    onResolve({filter: /^(@oclif\/core(\/|$)|@ome\/sdk\/(client|connection)$)/}, ({path}) => ({
      path,
      namespace: 'shared',
    }))
    onResolve({filter: /^\.\/shared\.cjs$/}, ({path}) => ({path, external: true}))
    onLoad({filter: /./, namespace: 'shared'}, ({path}) => ({
      contents: `module.exports = require("./shared.cjs")[${JSON.stringify(path)}]()`,
      loader: 'js',
    }))
  },
}

/** Parts of the launcher that few starts reach, and then by `import()`: making the index anew above all. */
const seldom = [
  'routes/build-index',
  'routes/named-command',
  'routes/moved',
  'offers/offered-help',
  'offers/install-offered',
  'policy/read-policy',
] as const

/** Leaves those parts to the file beside the launcher. */
const fromSeldom: Plugin = {
  name: 'from-seldom',
  setup({onResolve, onLoad}) {
    onResolve({filter: /\.ts$/}, ({kind, path}) => {
      const name = seldom.find((one) => path.endsWith(`/${one}.ts`))
      return kind === 'dynamic-import' && name ? {path: name, namespace: 'seldom'} : undefined
    })
    onResolve({filter: /^\.\/seldom\.cjs$/}, ({path}) => ({path, external: true}))
    onLoad({filter: /./, namespace: 'seldom'}, ({path}) => ({
      contents: `module.exports = require("./seldom.cjs")[${JSON.stringify(path)}]()`,
      loader: 'js',
    }))
  },
}

function mainEntry(folder: string): string {
  const {version}: {version: string} = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'))
  return `exports.main = (words, launch) => require("./src/main.ts").main(words, {...launch, version: ${JSON.stringify(version)}})`
}

/** What plugins may import of the framework and the sdk; nothing is evaluated before it is asked for. */
function sharedEntry(sdk: string): string {
  const manifest: {exports: Record<string, string>} = JSON.parse(readFileSync(join(sdk, 'package.json'), 'utf8'))
  const subPaths = Object.entries(manifest.exports).filter(([, file]) => existsSync(join(sdk, file)))
  const names = [
    ...framework.map((path) => `@oclif/core${path}`),
    ...subPaths.map(([path]) => `@ome/sdk${path.slice(1)}`),
  ]
  const rows = names.map((name) => `  ${JSON.stringify(name)}: () => require(${JSON.stringify(name)}),\n`)
  return `module.exports = {\n${rows.join('')}}\n`
}
