import {checkNamed, invalidModel, selectRuntime} from '@ome/capacity/runtime-selection'
import type {Model} from '@ome/inference-model/model'
import {inNamespace} from '@ome/inference-model/names'
import type {Runtime} from '@ome/inference-model/runtime'
import {shortReason} from '@ome/inference-model/short-reason'
import {type Check, few, isIncomplete, named, pending, type ServiceFacts} from '../facts.ts'
import type {Fix, Verdict} from '../finding.ts'

const reasons = new Set(['RuntimeValidationError', 'RuntimeFetchError', 'RuntimeSelectionError', 'RuntimeNotFound'])

/** Which runtime serves it, and whether one does. */
export const runtime: Check = (facts) => {
  const {service} = facts
  const event = pending(
    facts,
    ({reason, object}) => reasons.has(reason) && object === `inferenceservice/${service.name}`,
  )
  const evidence =
    event && isIncomplete(service) ? [{object: event.object, field: `event ${event.reason}`, text: event.message}] : []
  const own = judged(facts)
  if (own && (own.result !== 'ok' || evidence.length === 0))
    return own.result === 'fail' ? {...own, evidence: [...(own.evidence ?? []), ...evidence]} : own
  if (!event || evidence.length === 0) return own
  return {
    result: 'fail',
    final: true,
    says: 'the controller finds no runtime for it',
    evidence,
    fix: suggest(facts),
  }
}

const suggest = ({service}: ServiceFacts): Fix =>
  service.model
    ? {why: 'see every reason', command: `ome runtime suggest ${service.model.name} -n ${service.namespace} --explain`}
    : {why: 'see which runtimes there are', command: `ome get runtimes -n ${service.namespace}`}

function judged(facts: ServiceFacts): Verdict | undefined {
  const {service, runtimes, model} = facts
  const {declared} = service
  if (!runtimes || model?.state !== 'found') return undefined
  const found = model.model
  if (invalidModel(found))
    return {
      result: isIncomplete(service) ? 'fail' : 'warn',
      says: `the format of model "${found.name}" is unknown until the first node has downloaded it: no runtime can be chosen`,
      evidence: [{object: `${found.kind.toLowerCase()}/${found.name}`, field: 'spec.modelFormat.name', text: 'empty'}],
      fix: {why: 'follow the download', command: `ome models status ${found.name}${inNamespace(found)} --watch`},
    }
  return declared?.runtime === undefined
    ? selected(facts, found, runtimes)
    : asNamed(facts, found, runtimes, declared.runtime)
}

function asNamed(facts: ServiceFacts, model: Model, runtimes: readonly Runtime[], name: string): Verdict {
  const {service, generation} = facts
  const checked = checkNamed(name, {model, namespace: service.namespace, runtimes})
  if (checked.ok) return fits(checked.runtime, service.runtime ?? name)
  const admitted = checked.problem === 'mismatch' && generation?.nativeRollouts === true
  const says = {
    missing: `runtime "${name}" does not exist`,
    disabled: `runtime "${name}" is disabled`,
    mismatch: `runtime "${name}" does not fit model "${model.name}": ${shortReason(checked.message)}`,
    'invalid-model': checked.message,
  }[checked.problem]
  return {
    result: isIncomplete(service) && !admitted ? 'fail' : 'warn',
    ...(admitted ? {} : {final: true as const}),
    says,
    evidence: [{object: `inferenceservice/${service.name}`, field: 'spec.runtime.name', text: name}],
    fix: better(facts, model, runtimes),
  }
}

/** The runtime that the controller would choose, where there is one. */
function better(facts: ServiceFacts, model: Model, runtimes: readonly Runtime[]): Fix {
  const {service} = facts
  const {chosen} = selectRuntime({model, namespace: service.namespace, runtimes})
  if (!chosen) return suggest(facts)
  return {why: 'take one that fits', command: `ome update ${named(service)} --runtime ${chosen.runtime.name}`}
}

function selected(facts: ServiceFacts, model: Model, runtimes: readonly Runtime[]): Verdict {
  const {service} = facts
  const {namespace} = service
  const acceleratorClasses = service.declared?.acceleratorClasses ?? []
  const input = {model, namespace, runtimes, acceleratorClasses}
  const {chosen, candidates, rejected} = selectRuntime(input)
  if (!chosen) {
    const byName = candidates[0]?.runtime.name
    return {
      result: isIncomplete(service) ? 'fail' : 'warn',
      final: true,
      says: byName
        ? `no runtime is chosen for model "${model.name}" by itself; ${byName} fits when it is named`
        : `no runtime fits model "${model.name}"`,
      evidence:
        rejected.length === 0
          ? [{object: 'clusterservingruntimes', text: 'there is none'}]
          : rejected.slice(0, 2).map((each) => ({
              object: objectOf(each.runtime),
              text: shortReason(each.reason),
            })),
      fix: byName ? {why: 'name it', command: `ome update ${named(service)} --runtime ${byName}`} : suggest(facts),
    }
  }
  const equal = candidates.filter(
    ({autoSelect, score, reason}) =>
      autoSelect && score === chosen.score && (reason.includes('equal') || reason.includes('by name')),
  )
  if (equal.length > 1) {
    const current = service.runtime ?? chosen.runtime.name
    return {
      result: 'warn',
      says: `${equal.length} runtimes fit model "${model.name}" equally, and the name decides: ${few(equal.map((each) => each.runtime.name))}`,
      evidence: equal.map((each) => ({object: objectOf(each.runtime), field: 'score', text: String(each.score)})),
      fix: {why: 'write one down', command: `ome update ${named(service)} --runtime ${current}`},
    }
  }
  return fits(chosen.runtime, service.runtime ?? chosen.runtime.name)
}

const objectOf = ({kind, name}: Runtime): string => `${kind.toLowerCase()}/${name}`

const fits = (runtime: Runtime, name: string): Verdict => ({
  result: 'ok',
  says: `${name} fits`,
  evidence: [{object: objectOf(runtime), field: 'spec.supportedModelFormats', text: 'matches the model'}],
})
