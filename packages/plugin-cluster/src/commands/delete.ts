import {splitOperands} from '@ome/inference-model/names'
import {Args, Flags, OmeCommand} from '@ome/sdk/command'
import {withDeadline} from '@ome/sdk/deadline'
import {namespaced, selector, write} from '@ome/sdk/flags'
import {cluster} from '../compose.ts'
import {modelScope} from '../flags.ts'
import {deleteNoun, readChildren} from '../needs.ts'
import {planDelete} from '../usecases/plan-delete.ts'

export default class Delete extends OmeCommand {
  static override summary = 'Delete objects by name, by label, or those of a file'
  static override description =
    'Shows what goes with each object and asks first. A model that services use is kept unless --force is given. By label or with --all only models and runtimes of the namespace are deleted; --scope cluster means the shared ones.'
  static override examples = [
    '<%= config.bin %> delete service mistral-dev --yes',
    '<%= config.bin %> delete services --label env=staging --yes',
    '<%= config.bin %> delete --filename prod-llama.yaml --dry-run',
  ]
  static override args = {
    resources: Args.string({multiple: true, description: 'a noun and names, or NOUN/NAME'}),
  }
  static override flags = {
    ...namespaced,
    ...selector,
    ...modelScope,
    all: Flags.boolean({description: 'every object of the noun in the namespace', exclusive: ['selector']}),
    filename: Flags.string({
      char: 'f',
      description: 'file with the objects to delete; - is stdin',
      exclusive: ['selector', 'all'],
    }),
    force: Flags.boolean({description: 'delete models although services use them'}),
    ...write,
  }
  static override needs = [...deleteNoun, ...readChildren]
  static override risk = 'destructive' as const
  static override completions = {
    args: {resources: {from: 'resources' as const}},
    flags: {filename: {files: ['yaml', 'yml', 'json']}},
  }

  async run(): Promise<void> {
    const {args, flags} = await this.parse(Delete)
    const operands = splitOperands(args.resources ?? [])
    const {io, cwd, signal} = this.context
    const found = await cluster(this.context)
    const manifest =
      flags.filename === undefined ? {} : {manifest: await found.readManifest(flags.filename, io.stdin, cwd)}
    const namespace = flags.namespace ?? (await this.context.namespace())
    const plan = await planDelete(found, {...flags, ...operands, ...manifest, namespace})
    if (plan.changes.length === 0) return io.err('nothing to delete\n')

    const {applied} = await this.plan(plan, flags)
    if (!applied || !flags.wait) return
    const waiting = {what: 'the objects to go', hint: 'their finalizers and events may say why: ome describe'}
    for await (const _left of withDeadline(found.untilGone(plan, signal), flags.timeout, waiting));
  }
}
