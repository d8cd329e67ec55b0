import {OmeCommand} from '@ome/sdk/command'
import {parsePattern} from '@ome/sdk/pattern'
import {pause} from '@ome/sdk/pause'
import {training} from '../../training/compose.ts'
import {parseRanks} from '../../training/domain/rank-choice.ts'
import {jobOperand, logCompletions, logFlags} from '../../training/flags.ts'
import {readLogs} from '../../training/needs.ts'
import {printLogs} from '../../training/printing/print-logs.ts'
import {findJob} from '../../training/usecases/find-job.ts'
import {followJobLogs} from '../../training/usecases/follow-job-logs.ts'
import {readJobLogs} from '../../training/usecases/read-job-logs.ts'

const lookMs = 2000

export default class KfLogs extends OmeCommand {
  static override summary = 'Print what the ranks of a training job wrote, joined by time'
  static override description =
    'With --follow until the job has ended: of pods that come later, through restarts, and from the last line on where a log breaks off. A rank that says nothing holds the others up for 0.3 seconds at most.'
  static override examples = [
    '<%= config.bin %> kf logs llama-sft -n team-a --tail 5',
    '<%= config.bin %> kf logs llama-sft -n team-a --rank 1 --since 1h',
    '<%= config.bin %> kf logs llama-sft -n team-a --ranks 0-1 --grep loss --follow',
    '<%= config.bin %> kf logs llama-sft -n team-a --since 10m -o json',
  ]
  static override args = jobOperand
  static override flags = logFlags
  static override needs = readLogs
  static override risk = 'read' as const
  static override completions = logCompletions

  async run(): Promise<void> {
    const {args, flags} = await this.parse(KfLogs)
    const namespace = flags.namespace ?? (await this.context.namespace())
    const {rank, since, tail} = flags
    const ranks = rank === undefined ? flags.ranks && parseRanks(flags.ranks) : new Set([rank])
    const grep = parsePattern(flags.grep)
    const {store, logs} = await training(this.context)
    const job = await findJob(store, args.job, namespace)
    const wish = {ranks: ranks || undefined, since, tail, note: (text: string) => this.note(text)}
    const lines = flags.follow
      ? followJobLogs(store, logs, job, {...wish, pause: () => pause(this.context, lookMs)})
      : await readJobLogs(store, logs, job, wish)
    const style = {grep, timestamps: flags.timestamps, isData: flags.output === 'json', ranks: wish.ranks}
    const printed = await printLogs(this.context, job, lines, style)
    if (printed === 0) this.logToStderr('no log line')
  }
}
