import type {Answer, PolicyRule, Question} from './reviews.ts'

/**
 * What rules say of a question, by RBAC's matching with its wildcards. A rule for some objects only answers `yes` where
 * one of `names` is among them, and `unknown` where nobody can tell yet which object it will be.
 */
export function coverage(
  rules: readonly PolicyRule[],
  question: Question,
  names: ReadonlySet<string> = new Set(),
): Answer {
  const fitting = rules.filter((rule) => fits(rule, question))
  const {name, verb} = question
  const covers = ({resourceNames}: PolicyRule): boolean =>
    resourceNames === undefined ||
    (name === undefined ? resourceNames.some((one) => names.has(one)) : resourceNames.includes(name))
  if (fitting.some(covers)) return 'yes'
  // The name of an object that is being made is no part of what is authorized; that of a list is its field selector.
  return name === undefined && fitting.length > 0 && !['create', 'deletecollection'].includes(verb) ? 'unknown' : 'no'
}

function fits(rule: PolicyRule, {verb, group, resource, subresource}: Question): boolean {
  const full = subresource === undefined ? resource : `${resource}/${subresource}`
  const anyParent = subresource === undefined ? full : `*/${subresource}`
  return (
    has(rule.verbs, verb) &&
    has(rule.apiGroups, group) &&
    (has(rule.resources, full) || rule.resources.includes(anyParent))
  )
}

const has = (list: readonly string[], wanted: string): boolean => list.includes(wanted) || list.includes('*')
