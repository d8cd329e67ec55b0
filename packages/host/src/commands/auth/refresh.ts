import {OmeCommand} from '@ome/sdk/command'
import {forgetAccess} from '../../access/forget-access.ts'

export default class AuthRefresh extends OmeCommand {
  static override summary = 'Forget what is known of your rights, so that the server is asked again'
  static override examples = ['<%= config.bin %> <%= command.id %>']
  static override needs = []
  static override risk = 'read' as const

  async run(): Promise<void> {
    await this.parse(AuthRefresh)
    const forgotten = forgetAccess(this.context.folders.cache)

    this.log(forgotten === 0 ? 'access unchanged: nothing was known' : `access forgotten (${forgotten})`)
  }
}
