import type {Subject} from '@ome/installer/policy/policy'
import type {Context} from '@ome/sdk/context'
import type {PolicyFiles} from '../policy/policy-places.ts'
import type {ManifestCommand} from '../routes/plugin-manifest.ts'

/** What the launcher knows of the command that runs. */
export interface RunningCommand {
  readonly subject: Subject & {readonly command: string}
  /** Reads the command's row of its plugin's manifest. */
  readonly manifest: () => ManifestCommand | undefined
  readonly files: PolicyFiles
  /** Throws `denied` when a policy forbids it for these operands. */
  readonly check?: ((operands: readonly string[]) => void) | undefined
  readonly cache: string
  readonly env: Context['env']
  /** It changes the tool and writes to no cluster. */
  readonly manages: boolean
}
