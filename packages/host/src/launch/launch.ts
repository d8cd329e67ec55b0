import type {BundleLoader} from './bundle-loader.ts'
import type {SharedModules} from './hand-over.ts'

/** What `bin/ome` and the build tell the launcher. */
export interface Launch {
  /** Folder of the built host. */
  readonly dist: string
  readonly version: string
  /** Name the program was started by. */
  readonly program: string
  readonly shared: () => SharedModules
  readonly load: BundleLoader['load']
  /** Notes the command whose compiled code is worth keeping. */
  readonly ran: (command: string) => void
  /** This run does what few runs do: its compiled code is not kept. */
  readonly unusual: () => void
}
