import {Flags, OmeCommand} from '@ome/sdk/command'
import {namespaced, write} from '@ome/sdk/flags'
import {gitops} from '../../compose.ts'
import {binds} from '../../needs.ts'
import {bindRepository} from '../../usecases/bind-repository.ts'

export default class GitopsInit extends OmeCommand {
  static override summary = 'Bind a namespace to a git repository'
  static override description =
    'An empty repository is given what the namespace holds, as base and one overlay for this cluster. The binding is a ConfigMap of the namespace, so that others see it. Uses git, with your own keys.'
  static override examples = ['<%= config.bin %> gitops init --repo git@github.com:org/ome-config.git']
  static override flags = {
    repo: Flags.string({description: 'address of the repository', helpValue: 'URL', required: true}),
    branch: Flags.string({description: 'branch to follow', default: 'main'}),
    path: Flags.string({
      description: "folder of the repository; this cluster's overlay when there is one, else the whole",
      helpValue: 'DIR',
    }),
    ...namespaced,
    ...write,
  }
  static override needs = binds
  static override risk = 'write' as const

  async run(): Promise<void> {
    const {flags} = await this.parse(GitopsInit)
    const {ports, context} = await gitops(this.context)
    const namespace = flags.namespace ?? (await this.context.namespace())
    const dryRun = flags.diff || (flags['dry-run'] ?? 'none') !== 'none'
    const {repo, branch, path} = flags
    const now = this.context.now()
    await this.plan(await bindRepository(ports, {repo, branch, path, namespace, context, now, dryRun}), flags)
  }
}
