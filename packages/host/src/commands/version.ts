import {OmeCommand} from '@ome/sdk/command'

export default class Version extends OmeCommand {
  static override summary = 'Show the version'
  static override examples = ['<%= config.bin %> version']
  static override needs = []
  static override risk = 'read' as const

  async run(): Promise<void> {
    await this.parse(Version)
    this.log('x')
  }
}
