import {dirname, join} from 'node:path'
import type {Plugin} from 'esbuild'

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
