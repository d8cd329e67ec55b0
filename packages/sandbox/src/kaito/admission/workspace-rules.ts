import {annotationRules, inferenceChanges, inferenceRules} from './inference-rules.ts'
import {resourceChanges, resourceRules} from './machine-rules.ts'
import {nameProblems, type Rule, wrong} from './problem.ts'
import {tuningChanges, tuningRules} from './tuning-rules.ts'

/** Everything that is asked of a new Workspace. */
export const workspaceCreateRules: Rule = (review) => {
  const {inference, tuning} = review.object
  const both = 'inference, tuning'
  if (!inference && !tuning) return [...nameProblems(review), wrong('expected exactly one, got neither', both)]
  if (inference && tuning) return [...nameProblems(review), wrong('expected exactly one, got both', both)]
  return [
    ...nameProblems(review),
    ...resourceRules(review),
    ...(inference ? inferenceRules(review) : tuningRules(review)),
    ...annotationRules(review),
  ]
}

/** Everything that is asked of a changed one. */
export const workspaceUpdateRules: Rule = (review) => {
  const {object, old} = review
  const problems = (['inference', 'tuning'] as const).flatMap((part) =>
    Boolean(object[part]) === Boolean(old?.[part])
      ? []
      : [wrong('field cannot be unset/set if it was set/unset', part)],
  )
  if (problems.length > 0) return problems
  return [
    ...resourceChanges(review),
    ...(object['inference'] ? inferenceChanges(review) : []),
    ...(object['tuning'] ? tuningChanges(review) : []),
    ...annotationRules(review),
  ]
}
