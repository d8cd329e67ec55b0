import {Flags, OmeCommand} from '@ome/sdk/command'
import {follow, output} from '@ome/sdk/flags'
import {control, pauseOf, sandbox} from '../../compose.ts'
import {statusCode} from '../../flags.ts'
import {lastRequests, newRequests} from '../../usecases/follow-requests.ts'
import {runningSandbox} from '../../usecases/running-sandbox.ts'
import {requestLine, requestList} from '../../views/request-list.ts'

export default class SandboxRequests extends OmeCommand {
  static override summary = 'Show what clients asked of the API server'
  static override description = 'The server remembers at least the last 1,000 requests. Times are UTC.'
  static override examples = [
    '<%= config.bin %> sandbox requests',
    '<%= config.bin %> sandbox requests --follow --user-agent kubectl',
    '<%= config.bin %> sandbox requests --code 4xx --tail 10 -o json',
  ]
  static override flags = {
    ...output,
    follow: Flags.boolean({...follow.follow, exclusive: ['output']}),
    tail: Flags.integer({description: 'how many of the last ones', default: 50, min: 0}),
    'user-agent': Flags.string({description: 'only from programs whose user agent begins so'}),
    'by-user': Flags.string({description: 'only of this user'}),
    method: Flags.string({description: 'only of this HTTP method'}),
    path: Flags.string({description: 'only where path or query contain this'}),
    code: statusCode({description: 'only answered so: 404, 4xx'}),
  }
  static override needs = []
  static override risk = 'read' as const
  static override completions = {
    flags: {
      method: {values: ['GET', 'POST', 'PUT', 'PATCH', 'DELETE']},
      code: {values: ['2xx', '4xx', '5xx', '403', '404', '409', '429']},
      'user-agent': {values: ['ome', 'kubectl', 'helm']},
    },
  }

  async run(): Promise<void> {
    const {flags} = await this.parse(SandboxRequests)
    const interior = await control(this.context, await runningSandbox(sandbox(this.context)))
    const filter = {...flags, userAgent: flags['user-agent'], user: flags['by-user']}

    const {requests, last} = await lastRequests(interior, filter, flags.tail)
    if (!flags.follow) return this.render(requestList, requests, flags.output)
    for (const record of requests) this.log(requestLine(record))
    for await (const record of newRequests(interior, filter, last, pauseOf(this.context))) this.log(requestLine(record))
  }
}
