import type {PolicyFiles} from './policy-places.ts'

/** Under this key the launcher hands the policies to the host's own commands, which lie in another bundle. */
export const policyKey: unique symbol = Symbol.for('ome.policy/1')

/** The policies of the files, and whether the command changes the tool: then the cluster's policy counts as well. */
export interface HeldPolicy {
  readonly files: PolicyFiles
  readonly manages: boolean
}
