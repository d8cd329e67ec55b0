import {cpSync, existsSync, rmSync, writeFileSync} from 'node:fs'
import {join} from 'node:path'
import {build, type Plugin} from 'esbuild'
import {copyDeclarations} from './declarations.ts'
import {type PackageFile, readPackage} from './package-file.ts'
import {scenarioData} from './scenarios.ts'

/** A package that outsiders import. Node strips no types below node_modules: it ships JavaScript and declarations. */
export interface Library {
  /** Folder below `packages`. */
  readonly folder: string
  /** Packages of ours that become part of it; all others stay dependencies. */
  readonly inlined: readonly string[]
}

/** Writes the folder that `npm pack` packs: a file per sub-path, what they share in chunks, and their declarations. */
export async function buildLibrary(root: string, out: string, library: Library, types: string): Promise<string[]> {
  const {folder, inlined} = library
  const source = join(root, 'packages', folder)
  const manifest = readPackage(root, folder)
  rmSync(out, {recursive: true, force: true})
  const {metafile} = await build({
    absWorkingDir: root,
    entryPoints: Object.entries(manifest.exports).map(([path, file]) => ({in: join(source, file), out: path.slice(2)})),
    outdir: join(out, 'dist'),
    bundle: true,
    splitting: true,
    chunkNames: 'chunks/[hash]',
    platform: 'node',
    format: 'esm',
    target: 'node22.19',
    plugins: [scenarioData, leaveOut(inlined)],
    legalComments: 'none',
    metafile: true,
    logLevel: 'silent',
  })
  copyDeclarations(root, types, join(out, 'types'), folder, Object.values(manifest.exports))
  writeFileSync(join(out, 'package.json'), `${JSON.stringify(published(root, manifest, library), undefined, 2)}\n`)
  cpSync(join(root, 'LICENSE'), join(out, 'LICENSE'))
  if (existsSync(join(source, 'README.md'))) cpSync(join(source, 'README.md'), join(out, 'README.md'))
  return Object.keys(metafile.inputs).map((file) => join(root, file))
}

/** Other packages are found by node when the library runs. */
const leaveOut = (inlined: readonly string[]): Plugin => ({
  name: 'leave-out',
  setup({onResolve}) {
    onResolve({filter: /^[a-z@]/}, ({path, kind}) =>
      kind === 'entry-point' || inlined.some((name) => path.startsWith(`@ome/${name}/`))
        ? undefined
        : {path, external: true},
    )
  },
})

function published(root: string, manifest: PackageFile, {inlined}: Library): object {
  const {name, version, description, type, license, engines, exports} = manifest
  const subPaths = Object.entries(exports).map(([path, file]) => [
    path,
    {types: `./types/${typesOf(name, file)}`, default: `./dist/${path.slice(2)}.js`},
  ])
  const parts = inlined.map((part) => readPackage(root, part))
  const dependencies = [...parts, manifest]
    .flatMap((part) => Object.entries(part.dependencies ?? {}))
    .filter(([dependency]) => !inlined.some((part) => dependency === `@ome/${part}`))
    .sort(([a], [b]) => (a < b ? -1 : 1))
  return {
    name,
    version,
    description,
    type,
    license,
    engines,
    files: ['dist', 'types'],
    exports: Object.fromEntries(subPaths),
    dependencies: Object.fromEntries(dependencies),
    // One copy of the sdk: tests and the plugin speak to the same.
    ...(name === '@ome/sdk' ? {} : {peerDependencies: {'@ome/sdk': `^${version}`}}),
  }
}

/** `./src/kube/client.ts` of the sdk is declared in `sdk/kube/client.d.ts`. */
const typesOf = (name: string, file: string): string =>
  `${name.replace('@ome/', '')}/${file.replace(/^\.\/src\//, '').replace(/\.ts$/, '.d.ts')}`
