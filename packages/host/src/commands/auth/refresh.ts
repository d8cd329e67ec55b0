import {OmeCommand} from '@ome/sdk/command'
import {output} from '@ome/sdk/flags'
import {forgetAccess} from '../../access/forget-access.ts'
import {tellChange} from '../../changes/tell-change.ts'

export default class AuthRefresh extends OmeCommand {
  static override summary = 'Forget what is known of your rights, so that the server is asked again'
  static override examples = ['<%= config.bin %> <%= command.id %>']
  static override flags = {...output}
  static override needs = []
  static override risk = 'read' as const

  async run(): Promise<void> {
    const {flags} = await this.parse(AuthRefresh)
    const forgotten = forgetAccess(this.context.folders.cache)

    const items = [{object: 'access', outcome: forgotten === 0 ? 'unchanged' : 'forgotten', forgotten}]
    const lines = [forgotten === 0 ? 'access unchanged: nothing was known' : `access forgotten (${forgotten})`]
    tellChange(this.paper(flags.output), {kind: 'AccessChange', items, lines})
  }
}
