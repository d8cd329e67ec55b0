import {join} from 'node:path'
import {type BundleLoader, bundleLoader} from './bundle-loader.ts'
import type {SharedModules} from './hand-over.ts'
import type {Launch} from './launch.ts'

interface Boot {
  /** Folder of the built host. */
  readonly dist: string
  /** Name the program was started by. */
  readonly program: string
  /** Where compiled code is kept; nowhere without a home folder. */
  readonly cache: string | undefined
}

interface MainBundle {
  main(words: readonly string[], launch: Omit<Launch, 'version'>): void
}

/** Called by `bin/ome` with the words of the command line: loads the launcher and all it asks for through one loader. */
export function boot(words: readonly string[], {dist, program, cache}: Boot): void {
  const keep = !process.env['NODE_DISABLE_COMPILE_CACHE']
  const loader: BundleLoader = bundleLoader(keep && cache !== undefined ? join(cache, 'code') : undefined)
  const shared = () => loader.load(join(dist, 'shared.cjs')) as SharedModules
  const {main} = loader.load(join(dist, 'main.cjs')) as MainBundle
  let command = ''
  let usual = true
  process.on('exit', (code) => {
    if (code === 0 && usual) loader.save(command)
  })
  main(words, {
    dist,
    program,
    shared,
    load: loader.load,
    ran: (id) => {
      command = id
    },
    unusual: () => {
      usual = false
    },
  })
}
