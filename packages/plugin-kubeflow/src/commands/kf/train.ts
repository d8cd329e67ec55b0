import {OmeCommand} from '@ome/sdk/command'
import {readDocument} from '@ome/sdk/manifest-files'
import {training, trainWorld} from '../../training/compose.ts'
import {trainArgs, trainCompletions, trainFlags} from '../../training/flags.ts'
import {train} from '../../training/needs.ts'
import {awaitJob, followJob} from '../../training/printing/await-job.ts'
import {planTrain} from '../../training/usecases/plan-train.ts'

export default class KfTrain extends OmeCommand {
  static override summary = 'Train: make a training job from a file'
  static override description =
    'FILE holds a TrainJob, a PyTorchJob, or few words: runtime, image, command, args, nodes, gpus (of each node), dataset, model, env. Where the cluster serves one of the two kinds alone, the other becomes it. The price says whose it is.'
  static override examples = [
    '<%= config.bin %> kf train sft sft.yaml -n team-a',
    '<%= config.bin %> kf train sft sft.yaml -n team-a --dry-run --price 2.50',
    '<%= config.bin %> kf train sft sft.yaml -n team-a --follow',
  ]
  static override args = trainArgs
  static override flags = trainFlags
  static override needs = train
  static override risk = 'write' as const
  static override completions = trainCompletions

  async run(): Promise<void> {
    const {args, flags} = await this.parse(KfTrain)
    const {io, cwd} = this.context
    const namespace = flags.namespace ?? (await this.context.namespace())
    const document = await readDocument(args.file, {stdin: io.stdin, cwd})
    const note = (text: string) => this.note(text)
    const world = await trainWorld(this.context, flags, note)
    const plan = await planTrain(world, {
      name: args.name,
      namespace,
      document,
      source: args.file === '-' ? 'stdin' : args.file,
    })
    const {applied} = await this.plan(plan, flags)
    if (!applied) return
    const ports = await training(this.context)
    try {
      if (flags.wait) await awaitJob(this.context, ports, plan.job, flags.timeout)
      else if (flags.follow) await followJob(this.context, ports, plan.job, {note, isData: flags.output === 'json'})
    } finally {
      if (this.context.signal.aborted) note(`the job goes on: ome kf logs ${args.name} -n ${namespace} --follow`)
    }
  }
}
