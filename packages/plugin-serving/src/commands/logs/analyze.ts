import {Flags, OmeCommand} from '@ome/sdk/command'
import {duration, namespaced, output} from '@ome/sdk/flags'
import {Exit} from '@ome/sdk/runtime'
import {serving} from '../../compose.ts'
import {backend, servedCompletions, serviceOperand} from '../../flags.ts'
import {readsKaito} from '../../kaito-observe/needs.ts'
import {findTarget, runningTarget} from '../../kaito-observe/printing/running-target.ts'
import * as needs from '../../needs.ts'
import {analyzeLogs} from '../../observe/usecases/analyze-logs.ts'
import {logFindings} from '../../observe/views/log-findings.ts'

const levels = ['error', 'warning'] as const

export default class LogsAnalyze extends OmeCommand {
  static override summary = 'Say what the logs of a service tell, and what helps'
  static override description =
    'Counts known signs of trouble in the logs of its pods, also of the run before their last restart: memory of GPUs and containers, images, tokens of the hub, context lengths, NCCL, disks, quotas, and what a RAG engine leaves out.'
  static override examples = [
    '<%= config.bin %> logs analyze service chat',
    '<%= config.bin %> logs analyze chat --level error --since 1h --fail-on error',
  ]
  static override args = serviceOperand
  static override flags = {
    ...namespaced,
    ...backend,
    level: Flags.option({options: levels})({description: 'findings of this level and above', default: 'warning'}),
    since: duration({description: 'lines not older than this; 24h when not given'}),
    'fail-on': Flags.option({options: levels})({description: 'end with 3 when there is a finding of this level'}),
    ...output,
  }
  static override needs = [...needs.readLogsOnce, ...readsKaito]
  static override risk = 'read' as const
  static override completions = {...servedCompletions, flags: {since: {values: ['1h', '24h', '7d']}}}

  async run(): Promise<void> {
    const {args, flags} = await this.parse(LogsAnalyze)
    const found = await findTarget(this.context, {verb: 'logs analyze', words: [args.service, args.name], ...flags})
    const [store, {logs}] = await Promise.all([runningTarget(this.context, found), serving(this.context)])
    const {since = day, level} = flags
    const findings = await analyzeLogs(await store.get(), logs, {since, level, note: (text) => this.note(text)})
    this.render(logFindings, findings, flags.output)
    const limit = flags['fail-on']
    if (limit && findings.some((each) => limit === 'warning' || each.level === 'error')) throw new Exit(3)
  }
}

const day = 24 * 3_600_000
