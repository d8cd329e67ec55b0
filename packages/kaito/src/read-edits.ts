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
  const edits = read.flatMap((each) => ('edit' in each ? [each.edit] : []))
  const problems = [...read.flatMap((each) => ('problem' in each ? [each.problem] : [])), ...contradictions(edits)]
  if (problems.length === 0) return [...new Map(edits.map((edit) => [placeOf(edit), edit])).values()]
  const isRequest = kind === 'inference' && pairs.some((pair) => isRequestOption(pair.split('=')[0] ?? ''))
  throw new OmeError('usage', problems.join('\n'), [
    ...(isRequest ? ['send such options with each request; the longest context of the server is max-model-len'] : []),
  ])
}

const placeOf = ({path}: ConfigEdit): string => JSON.stringify(path)

/** Keys have other names, and flags of their own: which of two values is meant is not guessed. */
function contradictions(edits: readonly ConfigEdit[]): readonly string[] {
  const first = new Map<string, ConfigEdit>()
  return edits.flatMap((edit) => {
    const before = first.get(placeOf(edit))
    if (!before) first.set(placeOf(edit), edit)
    const [one, other] = [before?.value ?? edit.value, edit.value].map((value) => JSON.stringify(value))
    return one === other ? [] : [`${edit.path.at(-1)} is set twice, to ${one} and to ${other}`]
  })
}
