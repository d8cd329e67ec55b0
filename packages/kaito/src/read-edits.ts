import {OmeError} from '@ome/sdk/errors'
import type {ConfigEdit} from './config-problem.ts'
import {inferenceEdit, isRequestOption} from './inference-config.ts'
import {trainingEdit} from './training-config.ts'

/** Reads all `KEY=VALUE` of a line. Throws one `usage` error that names everything that is wrong with them. */
export function readEdits(kind: 'tuning' | 'inference', pairs: readonly string[]): readonly ConfigEdit[] {
  const read = pairs.map((pair) => {
    const at = pair.indexOf('=')
    if (at < 1) return {problem: `"${pair}" is not of the form KEY=VALUE`}
    const [key, value] = [pair.slice(0, at).trim(), pair.slice(at + 1)]
    return kind === 'tuning' ? trainingEdit(key, value) : inferenceEdit(key, value)
  })
  const problems = read.flatMap((each) => ('problem' in each ? [each.problem] : []))
  if (problems.length === 0) return read.flatMap((each) => ('edit' in each ? [each.edit] : []))
  const isRequest = kind === 'inference' && pairs.some((pair) => isRequestOption(pair.split('=')[0] ?? ''))
  throw new OmeError('usage', problems.join('\n'), [
    ...(isRequest ? ['send such options with each request; the longest context of the server is max-model-len'] : []),
  ])
}
