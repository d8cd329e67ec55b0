import {Args, Flags, OmeCommand} from '@ome/sdk/command'
import {output, scope} from '@ome/sdk/flags'
import {reviewing} from '../../access/compose.ts'
import {explain} from '../../access/explain.ts'
import {dependenceNotes, explanationView} from '../../access/explanation.ts'
import {roleYaml, wantedOf} from '../../access/role-yaml.ts'

export default class AuthExplain extends OmeCommand {
  static override summary = 'Show which rights a command needs and which of them you lack'
  static override description =
    'With -o yaml it prints the Role to ask for: the missing rights only, bound to you, ready for "kubectl apply -f -". For a whole plugin or a tier it is a ClusterRole with all rights. What a command needs that takes files depends on the objects in them: name their kinds behind it.'
  static override examples = [
    '<%= config.bin %> auth explain plugin list',
    '<%= config.bin %> auth explain apply configmaps',
    '<%= config.bin %> auth explain --tier operator -n team-a -o yaml',
    '<%= config.bin %> auth explain --all-of sandbox --aggregate-to edit -o yaml',
  ]
  static override strict = false
  static override args = {command: Args.string({description: 'words of the command, and the resource it is about'})}
  static override flags = {
    ...scope,
    ...output,
    'all-of': Flags.string({description: 'all commands of this plugin', helpValue: 'PLUGIN', exclusive: ['tier']}),
    tier: Flags.string({description: 'a tier and those below it', helpValue: 'TIER'}),
    optional: Flags.boolean({description: 'count rights that the command works without as missing too'}),
    'aggregate-to': Flags.option({options: ['view', 'edit', 'admin'] as const})({
      description: 'role of Kubernetes that the ClusterRole joins, instead of a binding',
    }),
  }
  static override needs = []
  static override risk = 'read' as const
  static override completions = {
    args: {command: {from: 'commands' as const}},
    flags: {
      'all-of': {from: 'plugins' as const},
      tier: {values: ['viewer', 'data-scientist', 'operator', 'cluster-admin']},
    },
  }

  async run(): Promise<void> {
    const {argv, flags} = await this.parse(AuthExplain)
    const wanted = wantedOf(argv.map(String), flags)
    const {namespace} = await this.scopeOf(flags)
    const explained = await explain(wanted, {...(await reviewing(this.context)), ...this.context.folders}, namespace)

    if (flags.output !== 'yaml') {
      this.render(explanationView, explained, flags.output)
      if (explained.dependsOn) this.note(dependenceNotes[explained.dependsOn])
      return
    }
    const {text, notes} = roleYaml(explained, wanted, flags, await this.context.namespace())
    this.context.io.out(text)
    for (const note of notes) this.note(note)
  }
}
