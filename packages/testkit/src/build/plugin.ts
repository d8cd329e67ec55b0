import {globSync, readFileSync} from 'node:fs'
import {basename, dirname, join} from 'node:path'
import type {Plugin} from 'esbuild'
import {type Bundled, bundle, commandAccessors, commandId, handedOver, writeAtomic} from './bundle.ts'
import {writeManifest} from './manifest.ts'
import {sbomFile, sbomOf} from './sbom.ts'
import {sdkUses, sdkVersion} from './sdk-use.ts'

export interface BuildOptions {
  /** Folder that paths inside the bundle are relative to; default the plugin's own. */
  readonly root?: string
  /** Puts the plugin's own copy of sdk and framework into the bundle. Default: the host hands over its copy. */
  readonly ownSdk?: boolean
  /** Folder for what is built, with a package.json of its own; default the plugin's. */
  readonly out?: string
  /** Files of the plugin and what is bundled in their place; absolute paths. */
  readonly replace?: Readonly<Record<string, string>>
  /** Programs beside the commands: `name` of `src/<name>.ts`, which becomes `dist/<name>.cjs`. */
  readonly programs?: readonly Program[]
  /**
   * Source files, as paths below the plugin, that become files of their own beside the bundle, read only when an
   * `import()` reaches them.
   */
  readonly parts?: readonly string[]
}

export interface Program {
  readonly name: string
  readonly plugins?: readonly Plugin[]
  readonly define?: Readonly<Record<string, string>>
}

export interface Built extends Bundled {
  readonly commands: readonly string[]
}

/** Command files of a plugin below `src/commands`, in a fixed order, without tests. */
export const commandFiles = (folder: string): readonly string[] =>
  globSync('**/*.ts', {cwd: join(folder, 'src/commands')})
    .map((file) => file.replaceAll('\\', '/'))
    .filter((file) => !file.endsWith('.test.ts'))
    .sort()

/**
 * Builds what a plugin ships: `dist/plugin.cjs`, `oclif.manifest.json` and the bill of materials. The same sources give
 * the same bytes in any folder and at any time. Throws when a command lacks what the contract demands.
 */
export async function buildPlugin(folder: string, options: BuildOptions = {}): Promise<Built> {
  const {root = folder, ownSdk = false, out = folder, replace = {}, programs = [], parts: apart = []} = options
  const files = commandFiles(folder)
  if (files.length === 0) throw new Error(`${join(folder, 'src/commands')} holds no commands`)
  const outfile = join(out, 'dist/plugin.cjs')
  // The framework would transpile plugins with these; a bundle needs none.
  const external = ownSdk ? ['typescript', 'tsx', 'ts-node', 'pnpapi'] : handedOver
  const made = await bundle(root, {
    entry: commandAccessors(files),
    folder,
    outfile,
    plugins: [replacing(replace), standingApart(apart)],
    external,
  })
  const parts = [made]
  for (const file of apart) {
    const entry = `module.exports = require(${JSON.stringify(`./${file}`)})`
    parts.push(await bundle(root, {entry, folder, outfile: join(out, 'dist', partFile(file)), external}))
  }
  for (const {name, ...how} of programs) {
    const entry = `require("./src/${name}.ts")`
    parts.push(await bundle(root, {entry, folder, outfile: join(out, `dist/${name}.cjs`), ...how}))
  }
  const commands = files.map(commandId)
  const sdk = ownSdk ? undefined : {version: sdkVersion(folder), uses: sdkUses(readFileSync(outfile, 'utf8'))}
  await writeManifest(out, commands, sdk)
  const metafiles = parts.map(({metafile}) => metafile)
  writeAtomic(join(out, sbomFile), sbomOf(out, root, outfile, metafiles))
  return {...made, inputs: parts.flatMap(({inputs}) => inputs), commands}
}

/** `src/mcp/process/tool-server.ts` is `tool-server.cjs`. */
const partFile = (file: string): string => basename(file).replace(/\.ts$/, '.cjs')

const standingApart = (files: readonly string[]): Plugin => ({
  name: 'standing-apart',
  setup({onResolve}) {
    onResolve({filter: /\.ts$/}, ({kind, path}) => {
      const file = kind === 'dynamic-import' ? files.find((each) => basename(each) === basename(path)) : undefined
      return file === undefined ? undefined : {path: `./${partFile(file)}`, external: true}
    })
  },
})

const replacing = (files: Readonly<Record<string, string>>): Plugin => ({
  name: 'replacing',
  setup({onLoad}) {
    onLoad({filter: /[\\/]src[\\/]/}, ({path}) => {
      const other = files[path]
      if (other === undefined) return undefined
      return {contents: readFileSync(other), loader: 'ts', resolveDir: dirname(other)}
    })
  },
})
