import {existsSync, mkdirSync} from 'node:fs'
import {join} from 'node:path'
import {buildPlugin as build, commandFiles, type Program} from '@ome/testkit/build/plugin'
import {sbomFile} from '@ome/testkit/build/sbom'
import {BuildStamp, builders, sources} from './inputs.ts'
import {scenarioData, scenarioInputs} from './scenarios.ts'
import {buildVariants} from './variants.ts'

/**
 * Programs that plugins bring beside their commands, and what goes into them besides. A library of the reader asks for
 * the address of its module, to load decoders of images from there, which reading text needs none of.
 */
const knownPrograms: readonly Program[] = [
  {name: 'serve', plugins: [scenarioData]},
  {name: 'reader', define: {'import.meta.url': '__filename'}},
  {name: 'runner'},
]

/** What one command of many takes, and is large: the official implementation of a protocol. */
const knownParts: readonly string[] = ['src/mcp/process/tool-server.ts']

/** Builds one plugin's `dist/plugin.cjs`, the programs beside it and its manifest. Undefined: nothing had changed. */
export async function buildPlugin(root: string, folder: string): Promise<string | undefined> {
  const files = commandFiles(folder)
  const own = builders(root)
  // The manifest holds the flags that the sdk's groups define, so the sdk is an input although it is not bundled.
  const sdk = sources(join(root, 'packages/sdk/src'), '**/*.ts').map((file) => join(root, 'packages/sdk/src', file))
  const programs = knownPrograms.filter(({name}) => existsSync(join(folder, `src/${name}.ts`)))
  const scenarios = programs.some(({plugins}) => plugins?.includes(scenarioData)) ? scenarioInputs(root) : []
  const stamp = new BuildStamp(root, join(folder, 'dist/.build.json'), [...files, ...sdk, ...scenarios])
  const complete = ['oclif.manifest.json', sbomFile].every((file) => existsSync(join(folder, file)))
  if (stamp.isFresh() && complete) return undefined

  stamp.clear()
  mkdirSync(join(folder, 'dist'), {recursive: true})
  const parts = knownParts.filter((file) => existsSync(join(folder, file)))
  const made = await build(folder, {root, programs, parts})
  const older = await buildVariants(root, folder)
  const inputs = [...made.inputs, ...older, ...own, ...sdk, ...scenarios, join(folder, 'package.json')]
  stamp.save(inputs)
  return `${files.length} commands, ${Math.ceil(made.bytes / 1024)} KiB`
}
