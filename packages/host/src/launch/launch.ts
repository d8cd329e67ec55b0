import type {SharedModules} from './hand-over.ts'

/** What `bin/ome` and the build tell the launcher. */
export interface Launch {
  /** Folder of the built host. */
  readonly dist: string
  readonly version: string
  /** Name the program was started by. */
  readonly program: string
  readonly shared: () => SharedModules
}
