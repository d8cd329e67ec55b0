import {setCompletions, setName} from '../../flags.ts'
import {collecting} from '../../look/compose.ts'
import {destination} from '../../look/domain/destination.ts'
import {diagnosticsFlags} from '../../look/flags.ts'
import {collectBundle} from '../../look/usecases/collect-bundle.ts'
import {bundleView, progressText} from '../../look/views/bundle.ts'
import {readEvidence} from '../../needs.ts'
import {GroveCommand} from '../../printing/grove-command.ts'
import {summaryText} from '../../printing/summary-text.ts'

export default class GroveDiagnostics extends GroveCommand {
  static override summary = 'Collect what a report about a problem needs'
  static override description =
    'Objects, logs, events, nodes, the operator and the scheduler; never Secrets or values of variables, and what looks like a token is ***. What may not be read is left out and named. A name that ends in .tgz becomes an archive.'
  static override examples = [
    '<%= config.bin %> grove diagnostics --namespace prod --to ./diag-output',
    '<%= config.bin %> grove diagnostics my-inference --namespace prod --to ./report.tgz --no-logs',
  ]
  static override args = setName
  static override flags = diagnosticsFlags
  static override needs = readEvidence
  static override risk = 'read' as const
  static override completions = setCompletions

  async run(): Promise<void> {
    const {args, flags} = await this.parse(GroveDiagnostics)
    const namespace = flags.namespace ?? (await this.context.namespace())
    const {bin, io, now, onExit} = this.context
    const {path, format} = destination(flags, namespace, now())
    const {source, target, sha256, toYaml} = await collecting(this.context)
    const writer = await target.open(path)
    onExit(() => writer.discard())
    const bundle = await collectBundle(
      {source, writer},
      {
        namespace,
        set: args.name,
        operatorNamespace: flags['operator-namespace'],
        noLogs: flags['no-logs'] === true,
        tailLines: flags.tail,
        sinceSeconds: Math.ceil(flags.since / 1000),
        tool: bin,
        now,
        toYaml,
        summary: (found) => summaryText(found, sha256, now()),
        onCollected: (one) => flags.quiet || io.err(`${progressText(one)}\n`),
      },
    )
    this.render(bundleView, {...bundle, path}, format)
  }
}
