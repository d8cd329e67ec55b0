import {resolve} from 'node:path'
import {Args, OmeCommand} from '@ome/sdk/command'
import {build} from '../../authoring/scripts.ts'
import {whileLinked} from '../../authoring/try-plugin.ts'
import {workbench} from '../../plugins/compose.ts'

export default class PluginTry extends OmeCommand {
  static override summary = 'Build a plugin and run a command of it from its folder'
  static override description =
    'The plugin is linked while the command runs. What follows -- is the command line, without ome.'
  static override examples = [
    '<%= config.bin %> <%= command.id %> -- quota-report show',
    '<%= config.bin %> <%= command.id %> ./quota-report -- quota-report show --all-namespaces',
  ]
  static override strict = false
  static override args = {dir: Args.string({description: 'folder of the plugin; the working folder when not given'})}
  static override needs = []
  static override risk = 'admin' as const
  static override completions = {args: {dir: {files: []}}}

  async run(): Promise<void> {
    const [place, words] = split(this.argv)
    await this.parse(PluginTry, place)
    const {cwd, env, signal, io} = this.context
    const folder = resolve(cwd, place.find((word) => !word.startsWith('-')) ?? '.')
    await build(folder, {env, signal, onText: (text) => io.err(text)})

    const code = await whileLinked(await workbench(this.context), folder, words, signal)

    if (code !== 0) this.exit(code)
  }
}

function split(argv: readonly string[]): readonly [string[], string[]] {
  const end = argv.indexOf('--')
  return end === -1 ? [[...argv], []] : [argv.slice(0, end), argv.slice(end + 1)]
}
