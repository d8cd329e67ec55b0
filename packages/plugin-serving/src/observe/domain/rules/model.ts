import type {Model} from '@ome/inference-model/model'
import {inNamespace} from '@ome/inference-model/names'
import {formatBytes} from '@ome/sdk/units'
import {type Check, count, few, isIncomplete, named, newest, pending, type ServiceFacts, unready} from '../facts.ts'
import type {Evidence, Fix, Verdict} from '../finding.ts'

/** The model has to be on nodes before anything else matters. */
export const model: Check = (facts) => {
  const {service, model: found} = facts
  if (!service.model || !found) return undefined
  const {name} = service.model
  if (found.state === 'hidden') return {result: 'unknown', says: `model ${name} may not be read`}
  if (found.state !== 'found')
    return {
      result: 'fail',
      final: true,
      says: `model "${name}" does not exist: pods of the service cannot start`,
      evidence: [{object: `inferenceservice/${service.name}`, field: 'spec.model.name', text: name}],
      fix: {why: 'see which models there are', command: `ome get models -n ${service.namespace}`},
    }
  return judged(facts, found.model)
}

const objectOf = ({kind, name}: Model): string => `${kind.toLowerCase()}/${name}`
const status = ({name, namespace}: Model): string => `ome models status ${name}${inNamespace({namespace})}`

function judged(facts: ServiceFacts, found: Model): Verdict {
  const {name, reason} = found
  const object = objectOf(found)
  const evidence = stateOf(found)
  if (found.disabled)
    return {
      result: 'fail',
      final: true,
      says: `model "${name}" is disabled`,
      evidence: [{object, field: 'spec.disabled', text: 'true'}],
      fix: {why: 'enable it', command: patch(found, {spec: {disabled: false}})},
    }
  if (found.status === 'Stuck')
    return {
      result: 'fail',
      final: true,
      says: `model "${name}" never becomes ready: ${reason}`,
      evidence: [{object, field: 'spec.storage.storageUri', text: found.storage.uri ?? ''}],
      fix: {why: 'see what the model says', command: `ome describe model ${name}${inNamespace(found)}`},
    }
  if (found.status !== 'Ready' && found.storage.scheme === 'pvc' && facts.generation?.servesPvc === false)
    return {
      result: 'fail',
      final: true,
      says: `model "${name}" never becomes ready: OME ${facts.generation.name} does not serve volumes`,
      evidence: [{object, field: 'spec.storage.storageUri', text: found.storage.uri ?? ''}],
      fix: {why: 'see what the model says', command: `ome describe model ${name}${inNamespace(found)}`},
    }
  if (found.status === 'Failed') return failed(found)
  if (found.status !== 'Ready')
    return {
      result: isIncomplete(facts.service) ? 'fail' : 'warn',
      says: `model "${name}" is not on any node yet${progressOf(found)}`,
      evidence,
      fix: {why: 'follow the download', command: `${status(found)} --watch`},
    }
  return readySomewhere(facts, found, evidence)
}

function readySomewhere(facts: ServiceFacts, found: Model, evidence: readonly Evidence[]): Verdict {
  const {name, nodesReady, nodesFailed} = found
  const failures = failedNodes(found)
  const homeless = unready(facts.service).some(({problem}) => problem?.state === 'unschedulable')
  const gone = facts.nodes && nodesReady.filter((node) => !facts.nodes?.some((each) => each.name === node))
  if (gone && gone.length === nodesReady.length && gone.length > 0)
    return {
      result: 'fail',
      says: `model "${name}" was on nodes that are gone: ${few(gone)}`,
      evidence,
      fix: {why: 'see where it is', command: status(found)},
    }
  if (failures.length > 0)
    return {
      result: homeless && nodesReady.length === 0 ? 'fail' : 'warn',
      says: `model "${name}" could not be downloaded on ${few(failures)}: no replica can run there`,
      evidence:
        nodesFailed.length > 0
          ? [{object: objectOf(found), field: 'status.nodesFailed', text: nodesFailed.join(', ')}]
          : evidence,
      fix: {why: 'see each node', command: status(found)},
    }
  const refusal = pending(facts, ({reason}) => reason === 'ModelReconcileError')
  if (refusal && isIncomplete(facts.service))
    return {
      result: 'fail',
      says: `model "${name}" cannot be set up for the service`,
      evidence: [{object: refusal.object, field: `event ${refusal.reason}`, text: refusal.message}],
      fix: {why: 'compare kind and name of its model', command: `ome describe ${named(facts.service)}`},
    }
  return {result: 'ok', says: `on ${count(nodesReady.length, 'node')}`, evidence}
}

const failedNodes = ({nodesFailed, downloads}: Model): readonly string[] => [
  ...new Set([...nodesFailed, ...downloads.filter((each) => each.status === 'Failed').map(({node}) => node)]),
]

/** Without a token a gated repository of the hub answers as if it were not there. */
function failed(found: Model): Verdict {
  const {name, storage} = found
  const nodes = failedNodes(found)
  const where = nodes.length === 0 ? '' : ` on ${few(nodes)}`
  const gated = storage.scheme === 'hf' && storage.secret === undefined
  const says = gated
    ? `model "${name}" could not be downloaded${where}, and it names no token: gated repositories need one`
    : `model "${name}" could not be downloaded${where}`
  return {result: 'fail', final: true, says, evidence: stateOf(found), fix: tokenFix(found, gated)}
}

function tokenFix(found: Model, gated: boolean): Fix {
  const {storage, namespace = 'ome'} = found
  if (gated)
    return {
      why: 'give it the token in Secret hf-token',
      command: patch(found, {spec: {storage: {key: 'hf-token'}}}),
    }
  if (storage.scheme === 'hf')
    return {why: 'look whether the token is there', command: `kubectl get secret ${storage.secret} -n ${namespace}`}
  return {why: 'see each node', command: status(found)}
}

const patch = ({kind, name, namespace}: Model, change: object): string =>
  `kubectl patch ${kind.toLowerCase()} ${name}${namespace === undefined ? '' : ` -n ${namespace}`} --type merge -p '${JSON.stringify(change)}'`

function stateOf(found: Model): readonly Evidence[] {
  const {status: state, nodesReady, storage} = found
  const object = objectOf(found)
  const perNode = found.downloads
    .filter((each) => each.status === 'Failed')
    .slice(0, 2)
    .map(({node}) => ({object: `node/${node}`, field: 'model agent', text: 'Failed'}))
  const ready = nodesReady.length > 0 ? `, ready on ${few(nodesReady)}` : ''
  return [
    {object, field: 'status.state', text: `${state}${ready}`},
    ...perNode,
    ...(state === 'Failed' && storage.uri !== undefined
      ? [
          {
            object,
            field: 'spec.storage',
            text: `${storage.uri}, ${storage.secret === undefined ? 'no key' : `key ${storage.secret}`}`,
          },
        ]
      : []),
  ]
}

function progressOf({downloads}: Model): string {
  const going = downloads.filter(({totalBytes = 0}) => totalBytes > 0)
  const best = going.reduce<(typeof going)[number] | undefined>(
    (most, each) => (most && (most.completedBytes ?? 0) >= (each.completedBytes ?? 0) ? most : each),
    undefined,
  )
  if (!best) return ''
  const {node, completedBytes = 0, totalBytes = 0} = best
  return `: ${formatBytes(completedBytes)} of ${formatBytes(totalBytes)} on ${node}`
}

/** Volumes that a pod waits for. */
export const storage: Check = (facts) => {
  const {service, claims = []} = facts
  const unbound = claims.find(({phase}) => phase !== 'Bound')
  if (unbound)
    return {
      result: 'fail',
      says:
        unbound.phase === 'Missing'
          ? `volume claim "${unbound.name}" does not exist`
          : `volume claim "${unbound.name}" has no volume`,
      evidence: [
        {
          object: `persistentvolumeclaim/${unbound.name}`,
          field: 'status.phase',
          text: `${unbound.phase}${unbound.storageClass === undefined ? '' : `, class ${unbound.storageClass}`}`,
        },
      ],
      fix: {why: 'read why', command: `kubectl describe pvc ${unbound.name} -n ${service.namespace}`},
    }
  const mount = newest(facts, ({reason}) => reason === 'FailedMount' || reason === 'FailedAttachVolume')
  if (mount && unready(service).some(({name}) => mount.object === `pod/${name}`))
    return {
      result: 'fail',
      says: 'a volume of its pods cannot be mounted',
      evidence: [{object: mount.object, field: `event ${mount.reason}`, text: mount.message}],
      fix: {why: 'read its events', command: `ome events ${named(service)}`},
    }
  const full = (facts.lastLines?.lines ?? []).findLast((line) => /No space left on device/i.test(line))
  if (full !== undefined && facts.lastLines)
    return {
      result: 'fail',
      says: 'a disk is full',
      evidence: [{object: `pod/${facts.lastLines.pod}`, field: 'log', text: full.trim()}],
      fix: {why: 'see which one', command: `ome exec ${named(service)} --replica ${facts.lastLines.pod} -- df -h`},
    }
  if (claims.length > 0) return {result: 'ok', says: `${count(claims.length, 'claim')} bound`}
  return facts.warnings === undefined ? undefined : {result: 'ok', says: 'no volume is waited for'}
}
