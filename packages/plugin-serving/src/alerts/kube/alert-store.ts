import {at, list, text} from '@ome/capacity/fields'
import {prometheusRules} from '@ome/kinds/related'
import {isOmeError} from '@ome/sdk/errors'
import type {KubeClient, KubeObject} from '@ome/sdk/kube'
import type {Plan} from '@ome/sdk/plan'
import {type AlertSubject, comparisonIn, type ManagedAlert, ruleName} from '../domain/alert.ts'
import type {AlertStore} from '../domain/alert-ports.ts'
import type {RuleDraft} from '../domain/alert-rules.ts'

const label = 'ome.cli/managed'

export const alertStore = (kube: KubeClient): AlertStore => ({
  async list(namespace) {
    const scope = namespace === undefined ? {} : {namespace}
    const objects = await ifServed(kube.list(prometheusRules, {...scope, labelSelector: `${label}=true`}))
    return objects?.flatMap(toAlerts)
  },
  async of(subject) {
    const object = await ifServed(kube.get(prometheusRules, ruleName(subject), {namespace: subject.namespace}))
    return object ? toAlerts(object) : []
  },
  plan: async (subject, rules) =>
    (await kube.resolve('prometheusrules.monitoring.coreos.com')) && (await planOf(kube, subject, rules)),
  async file(subject, rules) {
    const {dumpYaml} = await import('@ome/sdk/yaml-dump')
    return dumpYaml({groups: [{name: ruleName(subject), rules}]})
  },
})

async function planOf(kube: KubeClient, subject: AlertSubject, rules: readonly RuleDraft[]): Promise<Plan> {
  const {namespace} = subject
  const name = ruleName(subject)
  const before = await kube.get(prometheusRules, name, {namespace})
  const added = new Set(rules.map(({alert}) => alert))
  const kept = before ? rulesIn(before).filter((rule) => !added.has(text(at(rule, 'alert')) ?? '')) : []
  const all = [...kept, ...rules]
  const isSame = before !== undefined && sorted(rulesIn(before)) === sorted(all)
  const object = {kind: 'PrometheusRule', name, namespace}
  if (isSame) return {changes: [{action: 'unchanged', object, live: {resource: prometheusRules, object: before}}]}
  const body: KubeObject = {
    apiVersion: 'monitoring.coreos.com/v1',
    kind: 'PrometheusRule',
    metadata: {name, namespace, labels: {[label]: 'true'}},
    spec: {groups: [{name, rules: all}]},
  }
  const expressions = new Map((before ? toAlerts(before) : []).map((each) => [each.name, each.expression]))
  const fields = rules.map(({alert, expr}) => ({path: alert, from: expressions.get(alert), to: expr}))
  return {
    changes: [
      {
        action: before ? 'update' : 'create',
        object,
        fields,
        // Whoever made the rules by hand gave them our name and label: they are ours to change.
        write: {method: 'apply', resource: prometheusRules, body, force: true},
      },
    ],
  }
}

/** Rules in a form that does not depend on the order of their fields. */
const sorted = (rules: readonly unknown[]): string =>
  JSON.stringify(rules, (_, value: unknown) =>
    typeof value === 'object' && value !== null && !Array.isArray(value)
      ? Object.fromEntries(Object.entries(value).sort(([left], [right]) => (left < right ? -1 : 1)))
      : value,
  )

const rulesIn = (object: KubeObject): readonly unknown[] =>
  list(at(object, 'spec', 'groups')).flatMap((group) => list(at(group, 'rules')))

const toAlerts = (object: KubeObject): readonly ManagedAlert[] =>
  list(at(object, 'spec', 'groups')).flatMap((group) =>
    list(at(group, 'rules')).flatMap((rule) => {
      const name = text(at(rule, 'alert'))
      if (name === undefined) return []
      const expression = String(at(rule, 'expr') ?? '')
      const comparison = comparisonIn(expression)
      const forText = text(at(rule, 'for'))
      return [
        {
          name,
          object: object.metadata.name,
          namespace: object.metadata.namespace ?? '',
          group: text(at(group, 'name')) ?? '',
          expression,
          ...(comparison && {comparison}),
          ...(forText !== undefined && {forText}),
        },
      ]
    }),
  )

async function ifServed<Value>(reading: Promise<Value>): Promise<Value | undefined> {
  try {
    return await reading
  } catch (error) {
    if (isOmeError(error) && error.kind === 'not-found') return undefined
    throw error
  }
}
