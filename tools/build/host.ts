import {existsSync, mkdirSync, readFileSync} from 'node:fs'
import {join} from 'node:path'
import {bundle, commandAccessors, commandId, handedOver, lazyLibraries, libraryFile} from './bundle.ts'
import {BuildStamp, sources} from './inputs.ts'
import {lazyFramework} from './lazy-framework.ts'
import {writeManifest} from './manifest.ts'

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

/** Sub-paths of the framework that plugins may import; sdk sub-paths come from its package.json. */
const framework = ['', '/args', '/command', '/config', '/errors', '/flags', '/help', '/interfaces', '/parser', '/ux']

/** Builds `dist/main.cjs` (launcher, sdk, framework), `dist/plugin.cjs` (the host's own commands) and the manifest. */
export async function buildHost(root: string, folder: string): Promise<string | undefined> {
  const files = sources(join(folder, 'src/commands'), '**/*.ts')
  const stamp = new BuildStamp(root, join(folder, 'dist/.build.json'), files)
  if (stamp.isFresh() && existsSync(join(folder, 'oclif.manifest.json'))) return undefined

  stamp.clear()
  mkdirSync(join(folder, 'dist/lib'), {recursive: true})
  const libraries = new Map<string, string>()
  const main = await bundle(root, {
    entry: mainEntry(folder, join(root, 'packages/sdk')),
    folder,
    outfile: join(folder, 'dist/main.cjs'),
    // The framework would transpile plugins with these; ours are built.
    external: ['typescript', 'tsx', 'ts-node', 'pnpapi'],
    plugins: [lazyLibraries(heavy, libraries), lazyFramework],
  })
  const commands = await bundle(root, {
    entry: commandAccessors(files),
    folder,
    outfile: join(folder, 'dist/plugin.cjs'),
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
  const inputs = [main, commands, ...(await Promise.all(chunks))].flatMap((made) => made.inputs)
  await writeManifest(folder, files.map(commandId))

  const own = sources(join(root, 'tools'), '{build.ts,build/*.ts}').map((file) => join(root, 'tools', file))
  stamp.save([...inputs, ...own, join(folder, 'package.json'), join(root, 'packages/sdk/package.json')])
  return `${files.length} commands, main ${Math.ceil(main.bytes / 1024)} KiB`
}

/** Nothing of the map is evaluated until a plugin asks for it. */
function mainEntry(folder: string, sdk: string): string {
  const version = JSON.stringify(JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')).version)
  const manifest: {exports: Record<string, string>} = JSON.parse(readFileSync(join(sdk, 'package.json'), 'utf8'))
  const subPaths = Object.entries(manifest.exports).filter(([, file]) => existsSync(join(sdk, file)))
  const shared = [
    ...framework.map((path) => `@oclif/core${path}`),
    ...subPaths.map(([path]) => `@ome/sdk${path.slice(1)}`),
  ]
  return [
    'const shared = {',
    ...shared.map((name) => `  ${JSON.stringify(name)}: () => require(${JSON.stringify(name)}),`),
    '}',
    `exports.main = (words, program) => require("./src/main.ts").main(words, {dist: __dirname, version: ${version}, program, shared})`,
    '',
  ].join('\n')
}
