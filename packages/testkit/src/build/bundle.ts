import {mkdirSync, renameSync, writeFileSync} from 'node:fs'
import {dirname, resolve} from 'node:path'
import {build, type Metafile, type Plugin} from 'esbuild'

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
  /** Absolute paths of the files that were read. */
  readonly inputs: readonly string[]
  readonly bytes: number
  readonly metafile: Metafile
}

/** One CommonJS file for Node 22.19 and newer. Names stay readable in stack traces; white space goes. */
export async function bundle(root: string, options: Bundle): Promise<Bundled> {
  const result = await build({
    stdin: {contents: options.entry, resolveDir: options.folder, sourcefile: 'entry.js', loader: 'js'},
    absWorkingDir: root,
    outfile: options.outfile,
    write: false,
    bundle: true,
    platform: 'node',
    format: 'cjs',
    target: 'node22.19',
    // import() of a CommonJS neighbour would start the ES module loader, which costs milliseconds.
    supported: {'dynamic-import': false},
    external: [...(options.external ?? [])],
    plugins: [...(options.plugins ?? [])],
    define: {'import.meta.dirname': '__dirname', 'import.meta.filename': '__filename', ...options.define},
    // A bundle has no other import.meta: it would be undefined when it runs.
    logOverride: {'empty-import-meta': 'error'},
    minifyWhitespace: true,
    minifySyntax: true,
    keepNames: false,
    legalComments: 'none',
    metafile: true,
    logLevel: 'silent',
  })
  const text = asciiOnly(result.outputFiles[0]?.text ?? '')
  writeAtomic(options.outfile, text)
  const inputs = Object.keys(result.metafile.inputs)
    .filter((file) => file !== 'entry.js' && file !== '<stdin>' && !file.includes(':'))
    .map((file) => resolve(root, file))
  return {inputs, bytes: text.length, metafile: result.metafile}
}

/**
 * Escapes what is not ASCII, which esbuild leaves in regular expressions: one such character makes V8 keep the whole
 * file as two-byte text, twice the memory and 3 ms more to read.
 */
const asciiOnly = (text: string): string =>
  text.replaceAll(/[^\0-\x7f]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`)

/** The accessor object of oclif's `explicit` strategy: reading one command evaluates one command. */
export const commandAccessors = (files: readonly string[]): string =>
  `exports.commands = {\n${files
    .map(
      (file) =>
        `  get ${JSON.stringify(commandId(file))}() { return require(${JSON.stringify(`./src/commands/${file}`)}).default },`,
    )
    .join('\n')}\n}\n`

/** `cluster/connect.ts` is the command `cluster:connect`. */
export const commandId = (file: string): string => file.replace(/\.ts$/, '').split('/').join(':')

/** What a plugin bundle leaves to the host, so that one copy runs. */
export const handedOver = ['@oclif/core', '@oclif/core/*', '@ome/sdk/*']

/** Writes through a temporary file, so that a running `ome` never reads half a file. */
export function writeAtomic(path: string, text: string): void {
  mkdirSync(dirname(path), {recursive: true})
  const temporary = `${path}.${process.pid}`
  writeFileSync(temporary, text)
  renameSync(temporary, path)
}
