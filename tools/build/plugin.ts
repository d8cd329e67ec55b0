import {existsSync, mkdirSync} from 'node:fs'
import {join} from 'node:path'
import {bundle, commandAccessors, commandId, handedOver} from './bundle.ts'
import {BuildStamp, sources} from './inputs.ts'
import {writeManifest} from './manifest.ts'
import {scenarioData, scenarioInputs} from './scenarios.ts'

/** Builds one plugin's `dist/plugin.cjs` (and `dist/serve.cjs`) and its manifest. Undefined: nothing had changed. */
export async function buildPlugin(root: string, folder: string): Promise<string | undefined> {
  const files = sources(join(folder, 'src/commands'), '**/*.ts')
  const own = sources(join(root, 'tools'), '{build.ts,build/*.ts}').map((file) => join(root, 'tools', file))
  // The manifest holds the flags that the sdk's groups define, so the sdk is an input although it is not bundled.
  const sdk = sources(join(root, 'packages/sdk/src'), '**/*.ts').map((file) => join(root, 'packages/sdk/src', file))
  const serve = existsSync(join(folder, 'src/serve.ts'))
  const stamp = new BuildStamp(root, join(folder, 'dist/.build.json'), [
    ...files,
    ...sdk,
    ...(serve ? scenarioInputs(root) : []),
  ])
  if (stamp.isFresh() && existsSync(join(folder, 'oclif.manifest.json'))) return undefined

  stamp.clear()
  mkdirSync(join(folder, 'dist'), {recursive: true})
  const made = await bundle(root, {
    entry: commandAccessors(files),
    folder,
    outfile: join(folder, 'dist/plugin.cjs'),
    external: handedOver,
  })
  const inputs = [...made.inputs, ...own, ...sdk, join(folder, 'package.json')]
  if (serve) {
    const entry = `require("./src/serve.ts")`
    const plugins = [scenarioData]
    inputs.push(...(await bundle(root, {entry, folder, outfile: join(folder, 'dist/serve.cjs'), plugins})).inputs)
    inputs.push(...scenarioInputs(root))
  }
  await writeManifest(folder, files.map(commandId))
  stamp.save(inputs)
  return `${files.length} commands, ${Math.ceil(made.bytes / 1024)} KiB`
}
