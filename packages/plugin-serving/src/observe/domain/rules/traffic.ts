import type {ComponentStatus} from '@ome/inference-model/service-component'
import {troubleOf} from '@ome/inference-model/service-status'
import {humanDuration} from '@ome/sdk/units'
import {halfwayText, isHalfway} from '../../../domain/halfway.ts'
import {type Check, count, isIncomplete, isMeantToRun, named, newest, type Scaler, type ServiceFacts} from '../facts.ts'
import type {Fix, Verdict} from '../finding.ts'

/** What sets the number of replicas. */
export const autoscaler: Check = (facts) => {
  const {service, scalers, served} = facts
  if (service.declared?.autoscaler === 'keda' && served && !served.has('scaledobjects'))
    return {
      result: isIncomplete(service) || service.url === undefined ? 'fail' : 'warn',
      says: 'it asks for KEDA, which this cluster does not have: nothing scales it',
      evidence: [{object: `inferenceservice/${service.name}`, field: 'ome.io/autoscalerClass', text: 'keda'}],
      fix: {why: 'scale by CPU instead', command: `ome autoscale ${named(service)} --metric cpu --target 80`},
    }
  if (!scalers) return undefined
  const [first] = scalers
  if (!first) return {result: 'ok', says: 'none: the number of replicas is fixed'}
  for (const scaler of scalers) {
    const found = scalerVerdict(facts, scaler)
    if (found) return found
  }
  return {result: 'ok', says: `${first.current ?? 0} of ${first.min} to ${first.max} replicas`}
}

function scalerVerdict(facts: ServiceFacts, scaler: Scaler): Verdict | undefined {
  const {service} = facts
  const {object, conditions, current, max, min} = scaler
  const isFalse = (type: string) => conditions.find((each) => each.type === type && each.status === 'False')
  const blind = isFalse('ScalingActive') ?? isFalse('Ready')
  // It stands still where its workload was stopped, and is blind for as long as no pod is ready.
  if (blind && blind.reason !== 'ScalingDisabled' && service.readyReplicas > 0) {
    const isMetric = /Metric/i.test(blind.reason ?? '')
    return {
      result: (current ?? min) < min ? 'fail' : 'warn',
      says: isMetric
        ? 'the autoscaler cannot read its metric: the number of replicas stays as it is'
        : 'the autoscaler does not work: the number of replicas stays as it is',
      evidence: [
        {object, field: `${blind.type}=False`, text: [blind.reason, blind.message].filter(Boolean).join(': ')},
      ],
      fix: metricFix(object, blind.message ?? '', service.namespace),
    }
  }
  const unable = isFalse('AbleToScale')
  if (unable)
    return {
      result: 'warn',
      says: 'the autoscaler cannot change its workload',
      evidence: [
        {object, field: 'AbleToScale=False', text: [unable.reason, unable.message].filter(Boolean).join(': ')},
      ],
      fix: {why: 'read all it says', command: `kubectl describe ${object} -n ${service.namespace}`},
    }
  const limited = conditions.find((each) => each.type === 'ScalingLimited' && each.status === 'True')
  if (limited?.reason === 'TooManyReplicas' && current === max && max > min)
    return {
      result: 'warn',
      says: `the autoscaler wants more than its ${count(max, 'replica')}`,
      evidence: [{object, field: 'ScalingLimited=True', text: limited.message ?? limited.reason}],
      fix: {why: 'let it have more', command: `ome scale ${named(service)} --min ${min} --max ${max * 2}`},
    }
  return undefined
}

function metricFix(object: string, message: string, namespace: string): Fix {
  if (/metrics\.k8s\.io|metrics API|resource metric/i.test(message))
    return {why: 'see whether the metrics server answers', command: 'kubectl get apiservices v1beta1.metrics.k8s.io'}
  return {why: 'read all it says', command: `kubectl describe ${object} -n ${namespace}`}
}

const moving = new Set(['Canarying', 'Promoting', 'RollingBack', 'Pending'])

/** A change that is on its way, or stuck on it. */
export const rollout: Check = (facts) => {
  const {service, now} = facts
  const beside = canaryVerdict(facts)
  if (beside) return beside
  for (const component of service.components) {
    const found = rolloutVerdict(component, `ome rollout status ${named(service)}`, named(service), now)
    if (found) return found
  }
  const halfway = service.components.find(isHalfway)
  return halfway ? halfwayVerdict(halfway, named(service)) : {result: 'ok', says: 'none is under way'}
}

/** A new version beside the service gets its share of the requests whether or not it can answer them. */
function canaryVerdict({service, canary, routes = []}: ServiceFacts): Verdict | undefined {
  if (!canary || canary.status === 'Ready') return undefined
  const shares = routes.flatMap((route) => route.shares)
  const total = shares.reduce((sum, {weight}) => sum + weight, 0)
  const own = shares.filter(({to}) => to === canary.name).reduce((sum, {weight}) => sum + weight, 0)
  const trouble = troubleOf(canary.pods)
  // A Service in front of the pods of both leaves out those that are not ready.
  const isLeftOut = own === 0 && service.declared?.sharesPods === true
  const gets = isLeftOut
    ? 'what it should get goes to the other pods'
    : `gets ${total === 0 ? 'its share' : `${Math.round((100 * own) / total)} %`} of the requests`
  return {
    result: trouble === undefined || isLeftOut ? 'warn' : 'fail',
    says: `its canary ${canary.name} is not ready, and ${gets}`,
    evidence: [
      {
        object: `inferenceservice/${canary.name}`,
        field: canary.status,
        text: trouble ?? canary.reason ?? `${canary.readyReplicas}/${canary.replicas} ready`,
      },
    ],
    fix:
      trouble === undefined
        ? {why: 'see how far it is', command: `ome rollout status ${named(service)}`}
        : {why: 'take it back', command: `ome rollout abort ${named(service)}`},
  }
}

/** The controller would undo what somebody changes at the workload itself: the way back is the service's. */
function halfwayVerdict(component: ComponentStatus, where: string): Verdict {
  const {updatedReplicas = 0, replicas, stuck} = component
  const how = halfwayText(component)
  return {
    result: stuck ? 'fail' : 'warn',
    says: stuck ? `the update does not come through: ${how}` : `an update is under way: ${how}`,
    evidence: [
      {
        object: workload(component),
        field: stuck ? 'Progressing' : 'status.updatedReplicas',
        text: stuck ? 'ProgressDeadlineExceeded' : `${updatedReplicas}/${replicas}`,
      },
    ],
    fix: {why: 'see where it stands and how to go back', command: `ome rollout status ${where}`},
  }
}

const workload = ({workload: of, name}: ComponentStatus): string => (of ? `${of.kind.toLowerCase()}/${of.name}` : name)

function rolloutVerdict(
  {name, rollout: state, traffic = []}: ComponentStatus,
  look: string,
  where: string,
  now: Date,
): Verdict | undefined {
  if (!state || state.phase === 'Stable') return undefined
  const {phase, step, since, failures, hold} = state
  const canary = traffic.find(({tag}) => tag === 'canary' || tag === 'latest') ?? traffic.at(-1)
  const share = canary ? ` with ${canary.percent} % of the requests` : ''
  const at = step === undefined ? '' : ` at step ${step}`
  const how = since === undefined ? '' : ` for ${humanDuration(now.getTime() - Date.parse(since))}`
  const evidence = [
    {object: `inferenceservice ${name}`, field: 'rolloutPhase', text: [phase, hold].filter(Boolean).join(', ')},
    ...failures.slice(0, 2).map((text) => ({object: `inferenceservice ${name}`, field: 'canary.metricResults', text})),
  ]
  const status = {why: 'see its steps', command: look}
  if (phase === 'Failed')
    return {
      result: 'fail',
      says: `the rollout of the ${name} failed${at}`,
      evidence,
      fix: {why: 'go back', command: `ome rollout abort ${where}`},
    }
  if (phase === 'RolledBack')
    return {
      result: 'warn',
      says: `the rollout of the ${name} was taken back: the old revision serves`,
      evidence,
      fix: status,
    }
  if (phase === 'Paused')
    return {
      result: 'warn',
      says: `the canary of the ${name} waits${at}${how}${share}`,
      evidence,
      fix: {why: 'give it all requests, or abort', command: `ome rollout promote ${where}`},
    }
  return {
    result: 'warn',
    says: moving.has(phase)
      ? `the ${name} is between two revisions${at}${share}`
      : `the rollout of the ${name} is ${phase}`,
    evidence,
    fix: status,
  }
}

/** Whether requests reach what is ready. */
export const traffic: Check = (facts) => {
  const {service, routes = [], endpoints} = facts
  const object = `inferenceservice/${service.name}`
  for (const {object: route, conditions} of routes) {
    const bad = conditions.find(
      ({type, status}) => (type === 'Accepted' || type === 'ResolvedRefs') && status === 'False',
    )
    if (bad)
      return {
        result: 'fail',
        says: 'its route does not take effect',
        evidence: [
          {object: route, field: `${bad.type}=False`, text: [bad.reason, bad.message].filter(Boolean).join(': ')},
        ],
        fix: {why: 'read all it says', command: `kubectl describe ${route} -n ${service.namespace}`},
      }
  }
  const ingress = service.conditions.find(({type, status}) => type === 'IngressReady' && status === 'False')
  if (ingress)
    return {
      result: 'fail',
      says: 'it cannot be reached from outside its pods: its ingress is not ready',
      evidence: [{object, field: 'IngressReady', text: [ingress.reason, ingress.message].filter(Boolean).join(': ')}],
      fix: {why: 'read its events', command: `ome events ${named(service)}`},
    }
  const error = newest(facts, ({reason, object: of}) => reason === 'TrafficReconcileError' && of === object)
  if (error)
    return {
      result: 'fail',
      says: 'its traffic cannot be set up, and its status stands still',
      evidence: [{object, field: `event ${error.reason}`, text: error.message}],
      fix: {why: 'read its events', command: `ome events ${named(service)}`},
    }
  if (service.readyReplicas > 0 && service.url === undefined)
    return {
      result: isIncomplete(service) ? 'warn' : 'fail',
      says: 'its replicas are ready, but it has no URL',
      evidence: [{object, field: 'status.url', text: 'empty'}],
      fix: {why: 'read its events', command: `ome events ${named(service)}`},
    }
  if (endpoints === 0 && service.readyReplicas > 0)
    return {
      result: 'fail',
      says: 'its address leads to no ready pod',
      evidence: [{object: `service/${service.name}`, field: 'endpoints', text: 'none ready'}],
      fix: {why: 'see whom it selects', command: `kubectl describe service ${service.name} -n ${service.namespace}`},
    }
  if (service.url === undefined) return undefined
  if (endpoints === 0 && isMeantToRun(service))
    return {
      result: 'warn',
      says: 'nobody answers at its address: no replica is ready',
      evidence: [{object: `service/${service.name}`, field: 'endpoints', text: 'none ready'}],
      fix: {why: 'see how its replicas are', command: `ome status ${named(service)}`},
      follows: true,
    }
  return {
    result: 'ok',
    says: endpoints === undefined ? service.url : `${service.url}, ${count(endpoints, 'ready endpoint')}`,
  }
}
