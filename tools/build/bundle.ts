import {readFileSync, renameSync} from 'node:fs'
import {dirname, join, resolve} from 'node:path'
import {build, type Plugin} from 'esbuild'

export interface Bundle {
  /** Text of the entry, resolved as if it lay in `folder`. */
  readonly entry: string
  readonly folder: string
  readonly outfile: string
  readonly external?: readonly string[]
  readonly plugins?: readonly Plugin[]
  readonly define?: Readonly<Record<string, string>>
}

export interface Bundled {
  readonly inputs: readonly string[]
  readonly bytes: number
}

/** One CommonJS file for Node 22.19 and newer. Names stay readable in stack traces; white space goes. */
export async function bundle(root: string, options: Bundle): Promise<Bundled> {
  const temporary = `${options.outfile}.${process.pid}`
  const result = await build({
    stdin: {contents: options.entry, resolveDir: options.folder, sourcefile: 'entry.js', loader: 'js'},
    absWorkingDir: root,
    outfile: temporary,
    bundle: true,
    platform: 'node',
    format: 'cjs',
    target: 'node22.19',
    // import() of a CommonJS neighbour would start the ES module loader, which costs milliseconds.
    supported: {'dynamic-import': false},
    external: [...(options.external ?? [])],
    plugins: [...(options.plugins ?? [])],
    define: {...options.define},
    minifyWhitespace: true,
    minifySyntax: true,
    keepNames: false,
    legalComments: 'none',
    metafile: true,
    logLevel: 'silent',
  })
  renameSync(temporary, options.outfile)
  const inputs = Object.keys(result.metafile.inputs)
    .filter((file) => file !== 'entry.js' && file !== '<stdin>' && !file.includes(':'))
    .map((file) => resolve(root, file))
  return {inputs, bytes: readFileSync(options.outfile).byteLength}
}

/** The accessor object of oclif's `explicit` strategy: reading one command evaluates one command. */
export const commandAccessors = (files: readonly string[]): string =>
  `exports.commands = {\n${files
    .map(
      (file) =>
        `  get ${JSON.stringify(commandId(file))}() { return require(${JSON.stringify(`./src/commands/${file}`)}).default },`,
    )
    .join('\n')}\n}\n`

/** `cluster/connect.ts` is the command `cluster:connect`; `get/index.ts` is `get`. */
export const commandId = (file: string): string => file.replace(/\.ts$/, '').split('/').join(':')

/** What a plugin bundle leaves to the host, so that one copy runs. */
export const handedOver = ['@oclif/core', '@oclif/core/*', '@ome/sdk/*']

/** Rewrites the import of a heavy library to a file of its own beside the bundle, read only when it is reached. */
export const lazyLibraries = (names: ReadonlySet<string>, found: Map<string, string>): Plugin => ({
  name: 'lazy-libraries',
  setup({onResolve}) {
    onResolve({filter: /^[a-z@]/}, (args) => {
      if (args.kind === 'entry-point' || !names.has(args.path)) return undefined
      const file = libraryFile(args.path)
      if (!found.has(args.path)) found.set(args.path, args.importer ? dirname(args.importer) : args.resolveDir)
      return {path: `./${file}`, external: true}
    })
  },
})

export const libraryFile = (name: string): string =>
  join('lib', `${name.replace('@', '').replaceAll('/', '-')}.cjs`).replaceAll('\\', '/')
