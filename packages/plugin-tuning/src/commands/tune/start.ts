import {answersOf} from '@ome/sdk/answers'
import {OmeCommand} from '@ome/sdk/command'
import {sayNotesBeside} from '@ome/sdk/fleet-plan'
import {pausing, runs} from '../../runs/compose.ts'
import {followRun, untilStuck} from '../../runs/usecases/report-run.ts'
import {runStatus} from '../../runs/views/run-status.ts'
import {startWorldOf} from '../../start/compose.ts'
import {formatOf, startCompletions, startFlags, startName, wishOf} from '../../start/flags.ts'
import {startRun} from '../../start/needs.ts'
import {agreedPlan} from '../../start/printing.ts'
import {askWish} from '../../start/prompts/ask-wish.ts'
import {answerChecks, planStart} from '../../start/usecases/plan-start.ts'

export default class TuneStart extends OmeCommand {
  static override summary = 'Tune a model: start a LoRA or QLoRA run'
  static override description =
    'Model, data, result and config are checked before a GPU node is bought. --epochs, --batch-size and --set write a map NAME-config for the run; the one of --config stays as it is. Memory is our own estimate: KAITO makes none.'
  static override examples = [
    '<%= config.bin %> tune start support --model phi-4-mini-instruct --input https://data.example.com/train.parquet --output registry.example.com/adapters/support:v1',
    '<%= config.bin %> tune start support-v2 --model phi-3-mini-4k-instruct --method lora --input https://data.example.com/train.parquet --output registry.example.com/adapters/support:v2 --epochs 5 --batch-size 4 --cost-estimate --expect-hours 6 --dry-run',
    '<%= config.bin %> tune start answers --interactive',
  ]
  static override args = startName
  static override flags = startFlags
  static override needs = startRun
  static override risk = 'write' as const
  static override completions = startCompletions

  async run(): Promise<void> {
    const {args, flags} = await this.parse(TuneStart)
    const namespace = flags.namespace ?? (await this.context.namespace())
    const world = await startWorldOf(this.context, flags, (text) => this.note(text))
    const answers = answersOf(this.context, 'the flags of tune start')
    const asked = wishOf(args.name, namespace, flags)
    const wish = flags.interactive ? await askWish(answers, asked, answerChecks(world)) : asked
    const plan = await planStart(world, wish)
    const agreed = flags.interactive ? await agreedPlan(plan, answers, this.context) : plan
    const output = formatOf(flags.output)
    const how = {...flags, output}
    sayNotesBeside(this.context, agreed, how)
    const {applied} = await this.plan(agreed, how)
    if (!applied || !(flags.watch || (flags.interactive && this.context.io.isTTY))) return
    const [ports, pause] = await Promise.all([runs(this.context), pausing(this.context, flags.interval)])
    await this.watch(runStatus, untilStuck(followRun(ports, {namespace, name: args.name}, {pause})), output)
  }
}
