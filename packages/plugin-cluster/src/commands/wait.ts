import {OmeCommand} from '@ome/sdk/command'
import {withDeadline} from '@ome/sdk/deadline'
import {cluster} from '../compose.ts'
import {metText, parseCondition, wantedText} from '../domain/condition.ts'
import {selectionsOf} from '../domain/selection.ts'
import {nounOperands, nounsCompletions, waitFlags} from '../flags.ts'
import {waitsFor} from '../needs.ts'
import {completed} from '../prompts/operands.ts'
import {choicesOf} from '../usecases/choices.ts'
import {awaitedObjects, awaitedText, untilHolds} from '../usecases/wait-for.ts'

export default class Wait extends OmeCommand {
  static override summary = 'Wait until objects are ready, gone, or as you say'
  static override description =
    'Ends with code 3 when it takes too long. A service is ready when all its components are.'
  static override examples = [
    '<%= config.bin %> wait service prod-llama --for ready',
    '<%= config.bin %> wait pods --all --for condition=Ready --timeout 5m',
  ]
  static override args = nounOperands
  static override flags = waitFlags
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
    const choices = choicesOf(
      async () => found,
      async () => namespace ?? '',
    )
    const isSelected = typed.length > 0 && (flags.all || flags.selector !== undefined)
    const selections = isSelected ? typed : await completed({io, signal, bin, verb: 'wait'}, typed, choices)
    const awaited = await awaitedObjects(found, {...flags, selections, condition, namespace})
    if (awaited.length === 0) return io.err(`nothing ${condition.type === 'delete' ? 'left ' : ''}to wait for\n`)
    const limits = {ms: flags.timeout, signal}
    await Promise.all(
      awaited.map(async (each) => {
        const {label, hint} = awaitedText(each)
        const what = `${label} ${wantedText(condition)}`
        for await (const _ of withDeadline(untilHolds(found, each, condition), limits, {what, hint}));
        io.out(`${label} ${metText(condition)}\n`)
      }),
    )
  }
}
