import {Flags, OmeCommand} from '@ome/sdk/command'
import {withDeadline} from '@ome/sdk/deadline'
import {duration, scope, selector} from '@ome/sdk/flags'
import {cluster} from '../compose.ts'
import {metText, parseCondition, wantedText} from '../domain/condition.ts'
import {selectionsOf} from '../domain/selection.ts'
import {modelScope, nounOperands, nounsCompletions} from '../flags.ts'
import {waitsFor} from '../needs.ts'
import {askNoun} from '../prompts/operands.ts'
import {awaitedObjects, untilHolds} from '../usecases/wait-for.ts'

export default class Wait extends OmeCommand {
  static override summary = 'Wait until objects are ready, gone, or as you say'
  static override description =
    'Ends with code 3 when it takes too long. A service is ready when all its components are.'
  static override examples = [
    '<%= config.bin %> wait service prod-llama --for ready',
    '<%= config.bin %> wait pods --all --for condition=Ready --timeout 5m',
  ]
  static override args = nounOperands
  static override flags = {
    for: Flags.string({
      description: 'what to wait for',
      helpValue: 'ready|delete|create|condition=NAME[=VALUE]|jsonpath={PATH}[=VALUE]',
      default: 'ready',
    }),
    ...scope,
    ...selector,
    ...modelScope,
    all: Flags.boolean({description: 'every object of the noun in the namespace', exclusive: ['selector']}),
    timeout: duration({
      description: 'how long to wait; 20m when not given',
      default: async () => 1_200_000,
      noCacheDefault: true,
    }),
  }
  static override needs = waitsFor
  static override risk = 'read' as const
  static override completions = {...nounsCompletions, flags: {for: {values: ['ready', 'delete', 'condition=Ready']}}}

  async run(): Promise<void> {
    const {args, flags} = await this.parse(Wait)
    const condition = parseCondition(flags.for)
    const {io, signal, bin} = this.context
    const {namespace} = await this.scopeOf(flags)
    const found = await cluster(this.context)
    const typed = selectionsOf(args.resources ?? [])
    const selections =
      typed.length > 0 ? typed : [{word: await askNoun({io, signal, bin, verb: 'wait'}, async () => []), names: []}]
    const awaited = await awaitedObjects(found, {...flags, selections, condition, namespace})
    if (awaited.length === 0)
      return io.err(condition.type === 'delete' ? 'nothing left to wait for\n' : 'nothing to wait for\n')
    const started = Date.now()
    await Promise.all(
      awaited.map(async (each) => {
        const label = `${each.resource.plural}${each.resource.group ? `.${each.resource.group}` : ''}/${each.name}`
        const left = Math.max(0, flags.timeout - (Date.now() - started))
        const waiting = {
          what: `${label}: ${wantedText(condition)}`,
          hint: `see what blocks it: ome describe ${each.resource.plural} ${each.name}`,
        }
        for await (const _ of withDeadline(untilHolds(found, each, condition), left, waiting));
        io.out(`${label} ${metText(condition)}\n`)
      }),
    )
  }
}
