import type {Context} from '@ome/sdk/context'
import type {Claim} from '../routes/owners.ts'
import type {CommandAccess} from './listed-commands.ts'

/** What is known of the person's rights, without asking anybody: commands without needs may be run by everyone. */
export async function knownAccess(_context: Context): Promise<(claim: Claim) => CommandAccess> {
  return ({command}) => ((command.needs ?? []).some(({optional}) => !optional) ? '?' : 'yes')
}
