import {Args, Flags, OmeCommand} from '@ome/sdk/command'
import {OmeError} from '@ome/sdk/errors'
import {duration, namespaced, output} from '@ome/sdk/flags'
import {parsePattern} from '@ome/sdk/pattern'
import {serving} from '../../compose.ts'
import {backend, servedCompletions} from '../../flags.ts'
import {readsKaito} from '../../kaito-observe/needs.ts'
import {findTarget, runningTarget} from '../../kaito-observe/printing/running-target.ts'
import * as needs from '../../needs.ts'
import {readLogs} from '../../observe/usecases/read-logs.ts'
import {mostMatches, searchLines} from '../../observe/usecases/search-logs.ts'
import {logMatches} from '../../observe/views/log-matches.ts'

export default class LogsSearch extends OmeCommand {
  static override summary = 'Find lines in the logs of a service'
  static override description = 'All its pods, joined by time; the pattern is a regular expression.'
  static override examples = [
    "<%= config.bin %> logs search service chat 'out of memory' --since 1h",
    '<%= config.bin %> logs search chat ERROR -C 2',
  ]
  static override strict = false
  static override args = {
    service: Args.string({required: true, description: 'service NAME, workspace NAME … or NAME, then the pattern'}),
  }
  static override flags = {
    ...namespaced,
    ...backend,
    since: duration({description: 'lines not older than this'}),
    around: Flags.integer({char: 'C', description: 'lines before and after each that matches', default: 0, min: 0}),
    ...output,
  }
  static override needs = [...needs.readLogsOnce, ...readsKaito]
  static override risk = 'read' as const
  static override completions = {...servedCompletions, flags: {since: {values: ['10m', '1h', '24h']}}}

  async run(): Promise<void> {
    const {argv, flags} = await this.parse(LogsSearch)
    const words = argv.map(String)
    const pattern = words.length < 2 ? undefined : parsePattern(words.pop(), 'the pattern')
    if (!pattern)
      throw new OmeError('usage', 'search for what? the pattern is missing', ['ome logs search workspace NAME PATTERN'])
    const found = await findTarget(this.context, {verb: 'logs search', words, ...flags})
    const [store, {logs}] = await Promise.all([runningTarget(this.context, found), serving(this.context)])
    const input = {namespace: found.namespace, follow: false, previous: false, since: flags.since}
    const {lines, notes} = await readLogs(store, logs, input)
    for (const text of notes) this.note(text)
    const matches = await searchLines(lines, pattern, flags.around)
    this.render(logMatches, matches, flags.output)
    const count = matches.filter(({isMatch}) => isMatch).length
    if (matches.length >= mostMatches)
      this.note(`only the first ${mostMatches} lines are shown: narrow it with --since`)
    if (matches.length > 0) this.logToStderr(`${count} ${count === 1 ? 'line matches' : 'lines match'}`)
  }
}
