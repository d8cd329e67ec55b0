import {Args, Flags, OmeCommand} from '@ome/sdk/command'
import {OmeError} from '@ome/sdk/errors'
import {namespaced, write} from '@ome/sdk/flags'
import {templateStores} from '../../compose.ts'
import {pairs, serviceOf} from '../../flags.ts'
import {makesTemplates} from '../../needs.ts'
import {planShareTemplate, templateFrom} from '../../usecases/templates.ts'

export default class TemplateCreate extends OmeCommand {
  static override summary = 'Make a template from a service'
  static override description =
    'Model, runtime and replicas can be filled in later, and every field named with --param. The namespace shares it; with --local it stays on this machine.'
  static override examples = [
    '<%= config.bin %> template create my-template --from service/prod-llama',
    '<%= config.bin %> template create mine --from service/prod-llama --param metadata.labels.env=env --local',
  ]
  static override args = {name: Args.string({description: 'name of the template', required: true})}
  static override flags = {
    from: Flags.string({description: 'service it is made from', helpValue: 'service/NAME', required: true}),
    param: Flags.string({
      description: 'a further field that can be filled in, and its name',
      helpValue: 'FIELD=NAME',
      multiple: true,
      default: [],
    }),
    local: Flags.boolean({description: 'keep it on this machine'}),
    ...namespaced,
    ...write,
  }
  static override needs = makesTemplates
  static override risk = 'write' as const

  async run(): Promise<void> {
    const {args, flags} = await this.parse(TemplateCreate)
    const {objects, writer, namespace, local, toObject} = await templateStores(this.context, flags.namespace)
    const lifted = pairs(flags.param, '--param', 'FIELD=NAME')
    const ask = {name: args.name, service: serviceOf(flags.from), namespace, lifted}
    const {template, notes} = await templateFrom(objects, ask)
    for (const note of notes) this.note(note)
    if (!flags.local) {
      await this.plan(await planShareTemplate({objects, writer}, toObject(template, namespace)), flags)
      return
    }
    if ((flags['dry-run'] ?? 'none') !== 'none' || flags.diff)
      throw new OmeError('usage', '--local writes a file and has no dry run', ['look at it first: leave --local out'])
    this.context.io.out(`template/${args.name} created in ${await local.add(template)}\n`)
  }
}
