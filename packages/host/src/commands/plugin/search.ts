import {Args, OmeCommand} from '@ome/sdk/command'
import {output} from '@ome/sdk/flags'
import {plain} from '@ome/sdk/text'
import {readableWorkbench} from '../../plugins/compose.ts'
import {searchPlugins} from '../../plugins/list-plugins.ts'
import {offeredList} from '../../plugins/plugin-views.ts'

export default class PluginSearch extends OmeCommand {
  static override summary = 'Search the signed indexes for plugins'
  static override description = 'Looks in names, summaries, topics and commands. Several words must all be found.'
  static override examples = ['<%= config.bin %> <%= command.id %> cost', '<%= config.bin %> <%= command.id %>']
  static override strict = false
  static override args = {word: Args.string({description: 'words to look for; without one everything is listed'})}
  static override flags = {...output}
  static override needs = []
  static override risk = 'read' as const

  async run(): Promise<void> {
    const {argv, flags} = await this.parse(PluginSearch)

    const {bench, unread} = await readableWorkbench(this.context)
    for (const {id, problem} of unread) this.context.io.err(`warning: registry ${id} is left out: ${plain(problem)}\n`)
    const scopes = unread.flatMap((one) => one.scopes)
    const found = await searchPlugins(bench, argv.map(String))

    this.render(
      offeredList,
      found.filter((one) => !scopes.some((scope) => one.package.startsWith(`${scope}/`))),
      flags.output,
    )
  }
}
