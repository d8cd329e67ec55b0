import {readLoadResult} from '@ome/engine-metrics/read-load-result'
import {Args, OmeCommand} from '@ome/sdk/command'
import {OmeError} from '@ome/sdk/errors'
import {output} from '@ome/sdk/flags'
import {compareRuns} from '../../compare/domain/result.ts'
import {comparison} from '../../compare/views/comparison.ts'
import {resultReader} from '../../compose.ts'

export default class BenchmarkCompare extends OmeCommand {
  static override summary = 'Set the figures of several runs side by side'
  static override description =
    "Reads files of ome benchmark --save, vllm bench serve --save-result, genai-bench and guidellm; figures stand under vLLM's definitions, and what cannot be compared is noted. CHANGE is of the last run to the first."
  static override examples = ['<%= config.bin %> benchmark compare before.json after.json']
  static override strict = false
  static override args = {file: Args.string({required: true, description: 'result FILE...'})}
  static override flags = output
  static override needs = []
  static override risk = 'read' as const
  static override completions = {args: {file: {files: ['json']}}}

  async run(): Promise<void> {
    const {argv, flags} = await this.parse(BenchmarkCompare)
    const read = resultReader(this.context)
    const runs = argv.map(String).flatMap((file) => readLoadResult(read(file), file))
    if (runs.length < 2)
      throw new OmeError('usage', 'two runs make a comparison: name another file', [
        'ome benchmark compare before.json after.json',
      ])

    this.render(comparison, compareRuns(runs), flags.output)
  }
}
