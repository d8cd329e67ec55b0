import {existsSync, mkdirSync} from 'node:fs'
import {join} from 'node:path'
import {bundle} from '@ome/testkit/build/bundle'
import {buildPlugin as build, commandFiles} from '@ome/testkit/build/plugin'
import {sbomFile} from '@ome/testkit/build/sbom'
import {BuildStamp, builders, sources} from './inputs.ts'
import {scenarioData, scenarioInputs} from './scenarios.ts'
import {buildVariants} from './variants.ts'

/** Builds one plugin's `dist/plugin.cjs` (and `dist/serve.cjs`) and its manifest. Undefined: nothing had changed. */
export async function buildPlugin(root: string, folder: string): Promise<string | undefined> {
  const files = commandFiles(folder)
  const own = builders(root)
  // The manifest holds the flags that the sdk's groups define, so the sdk is an input although it is not bundled.
  const sdk = sources(join(root, 'packages/sdk/src'), '**/*.ts').map((file) => join(root, 'packages/sdk/src', file))
  const serve = existsSync(join(folder, 'src/serve.ts'))
  const stamp = new BuildStamp(root, join(folder, 'dist/.build.json'), [
    ...files,
    ...sdk,
    ...(serve ? scenarioInputs(root) : []),
  ])
  const complete = ['oclif.manifest.json', sbomFile].every((file) => existsSync(join(folder, file)))
  if (stamp.isFresh() && complete) return undefined

  stamp.clear()
  mkdirSync(join(folder, 'dist'), {recursive: true})
  const made = await build(folder, {root})
  const older = await buildVariants(root, folder)
  const inputs = [...made.inputs, ...older, ...own, ...sdk, join(folder, 'package.json')]
  if (serve) {
    const entry = `require("./src/serve.ts")`
    const plugins = [scenarioData]
    inputs.push(...(await bundle(root, {entry, folder, outfile: join(folder, 'dist/serve.cjs'), plugins})).inputs)
    inputs.push(...scenarioInputs(root))
  }
  stamp.save(inputs)
  return `${files.length} commands, ${Math.ceil(made.bytes / 1024)} KiB`
}
