import {Args, Flags, OmeCommand} from '@ome/sdk/command'
import {duration, namespaced} from '@ome/sdk/flags'
import type {Need} from '@ome/sdk/need'
import {serving} from '../compose.ts'
import {logLevels} from '../domain/log-record.ts'
import {serviceName} from '../domain/operand.ts'
import {parsePattern} from '../domain/pattern.ts'
import {readLogs} from '../usecases/read-logs.ts'
import {logLine} from '../views/log-line.ts'

export default class Logs extends OmeCommand {
  static override summary = 'Print the log lines of a service, all its pods joined by time'
  static override examples = [
    '<%= config.bin %> logs service chat --tail 20',
    '<%= config.bin %> logs chat --level error --since 1h',
    '<%= config.bin %> logs chat --replica 1 --follow',
  ]
  static override args = {
    service: Args.string({required: true, description: 'service NAME, service/NAME or NAME'}),
    name: Args.string({description: 'name of the service', hidden: true}),
  }
  static override flags = {
    ...namespaced,
    follow: Flags.boolean({char: 'f', description: 'go on printing what is new'}),
    replica: Flags.string({description: 'one replica: its number by age, from 1, or the name of a pod'}),
    component: Flags.option({options: ['engine', 'decoder', 'router'] as const})({
      description: 'pods of one part of the service',
    }),
    level: Flags.option({options: logLevels})({description: 'lines of this level and above, tracebacks included'}),
    since: duration({description: 'lines not older than this'}),
    tail: Flags.integer({description: 'last lines of each pod', min: 0}),
    previous: Flags.boolean({char: 'p', description: 'of the run before the last restart'}),
    grep: Flags.string({description: 'lines that match this regular expression'}),
  }
  static override needs: Need[] = [
    {
      apiGroups: ['ome.io'],
      resources: ['inferenceservices'],
      verbs: ['get'],
      scope: 'namespace',
      why: 'reads the service',
    },
    {apiGroups: [''], resources: ['pods'], verbs: ['list'], scope: 'namespace', why: 'finds its pods'},
    {apiGroups: [''], resources: ['pods/log'], verbs: ['get'], scope: 'namespace', why: 'reads their logs'},
    {apiGroups: ['apps'], resources: ['deployments'], verbs: ['list'], scope: 'namespace', why: 'finds its replicas'},
  ]
  static override risk = 'read' as const
  static override completions = {args: {service: {values: ['service']}, name: {resource: 'inferenceservices.ome.io'}}}

  async run(): Promise<void> {
    const {args, flags} = await this.parse(Logs)
    const namespace = flags.namespace ?? (await this.context.namespace())
    const name = serviceName(
      'logs',
      [args.service, args.name].filter((word) => word !== undefined),
    )
    const {services, logs} = await serving(this.context)
    const sinceSeconds = flags.since === undefined ? undefined : Math.ceil(flags.since / 1000)

    const {pods, lines} = await readLogs(services, logs, {
      ...flags,
      name,
      namespace,
      sinceSeconds,
      grep: parsePattern(flags.grep),
    })
    for await (const line of lines) this.log(logLine(line, pods.length > 1))
  }
}
